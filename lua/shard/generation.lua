#!lua
-- shard/generation: opens a generation with an entry of its own, so that its numbers go on where
-- the ones before ended. Without a record it makes one from what MySQL has: a new shard, or one
-- that lost everything and is rebuilt next.
--
-- KEYS    1 control  2 journal
-- ARGV    1 generation (the new one)  2 n  3 chain  4 epoch (MySQL's; for a missing record alone)
-- OK      n chain
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} the record's is higher
-- RETRY   safe: a generation is opened once
--
local given, given_n, given_chain, given_epoch =
  tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local REBUILT, UNOPENED = 1, 2
-- include lib/shard/record
-- include lib/shard/clock
if generation == 0 then
  n, chain, epoch, rebuilding = given_n, given_chain, given_epoch, given_n > 0 and REBUILT or 0
end
local is_opened = rebuilding % 4 < UNOPENED
if given < generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
elseif given > generation or not is_opened then
  -- include lib/shard/journal
  generation = given
  if not is_opened then
    rebuilding = rebuilding - UNOPENED
  end
  lease_until = math.min(lease_until, now)
  append('generation', 'shard/generation:' .. string.format('%.0f', generation),
    string.format('%.0f', generation), string.format('%.0f', epoch))
  -- include lib/shard/commit
end
return { 'OK', string.format('%.0f', n), chain }
