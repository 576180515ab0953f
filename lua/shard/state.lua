#!lua
-- shard/state: the control record, for whoever must know it before agreeing on a generation.
--
-- KEYS    1 control
-- ARGV    1 generation (not compared)
-- OK      generation lease_until now epoch n chain rebuilding resumed_at; generation 0 without a
--         record
-- REFUSE  none
-- RETRY   safe: a read
--
local record = redis.call('GET', KEYS[1])
if not record then
  return { 'OK', '0', '0', '0', '0', '0', string.rep('0', 40), '0', '0' }
end
local generation, lease_until, clock, epoch, _, _, resumed_at, n, rebuilding =
  struct.unpack('<ddddddddd', record)
-- include lib/shard/clock
local function whole(number)
  return string.format('%.0f', number)
end
return { 'OK', whole(generation), whole(lease_until), whole(now), whole(epoch), whole(n),
  string.sub(record, 73), whole(rebuilding), whole(resumed_at) }
