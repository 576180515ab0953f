#!lua
-- shard/fence: ends the lease now, under the caller's generation or a higher one, which it writes.
-- A generation written here still has to be opened by shard/generation before a lease is given; in
-- between, recovery compares and replays (lua/README.md, "Recovery").
--
-- KEYS    1 control
-- ARGV    1 generation
-- OK      n chain rebuilding
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} the record's is higher, or 0: there is no record
-- RETRY   safe: a lease that is over stays over
--
local given = tonumber(ARGV[1])
local UNOPENED = 2
-- include lib/shard/record
if generation == 0 or given < generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
-- include lib/shard/clock
if given > generation then
  generation = given
  rebuilding = bit.bor(rebuilding, UNOPENED)
end
lease_until = math.min(lease_until, now)
-- include lib/shard/commit
return { 'OK', string.format('%.0f', n), chain, string.format('%.0f', rebuilding) }
