#!lua
-- shard/fence: ends the lease now, under the caller's generation or a higher one, which it writes.
-- A generation written here still has to be opened by shard/generation before a lease is given; in
-- between, recovery compares and replays (lua/README.md, "Recovery").
--
-- KEYS    1 control
-- ARGV    1 generation
-- OK      n chain rebuilding
-- REFUSE  { "WRONG_GENERATION" generation } the record's is higher, or there is no record
-- RETRY   safe: a lease that is over stays over
--
local record = redis.call('GET', KEYS[1])
if not record then
  return { 'WRONG_GENERATION', '0' }
end
local generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
  struct.unpack('<ddddddddd', record)
local chain = string.sub(record, 73)
local UNOPENED = 2
local given = tonumber(ARGV[1])
if given < generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
-- include lib/shard/clock
-- include lib/shard/journal
if given > generation then
  generation = given
  rebuilding = bit.bor(rebuilding, UNOPENED)
end
lease_until = math.min(lease_until, now)
commit()
return { 'OK', string.format('%.0f', n), chain, string.format('%.0f', rebuilding) }
