#!lua
-- shard/generation: opens a generation with an entry of its own, so that its numbers go on where
-- the ones before ended. Without a record it makes one from what MySQL has: a new shard, or one
-- that lost everything and is rebuilt next.
--
-- KEYS    1 control  2 journal
-- ARGV    1 generation (the new one)  2 n  3 chain  4 epoch (MySQL's; for a missing record alone)
-- OK      n chain
-- REFUSE  { "WRONG_GENERATION" generation } not higher
-- RETRY   safe: a generation is opened once
--
local given, given_n, given_chain = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local UNOPENED = 2
local record = redis.call('GET', KEYS[1])
local generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
  0, 0, 0, tonumber(ARGV[4]), 0, 0, 0, given_n, given_n > 0 and 1 or 0
local chain = given_chain
if record then
  generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
    struct.unpack('<ddddddddd', record)
  chain = string.sub(record, 73)
end
-- include lib/shard/clock
-- include lib/shard/journal
local is_opened = rebuilding % 4 < UNOPENED
if given < generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
elseif given > generation or not is_opened then
  generation = given
  if not is_opened then
    rebuilding = rebuilding - UNOPENED
  end
  lease_until = math.min(lease_until, now)
  append('generation', 'shard/generation:' .. string.format('%.0f', generation),
    string.format('%.0f', generation), string.format('%.0f', epoch))
  commit()
end
return { 'OK', string.format('%.0f', n), chain }
