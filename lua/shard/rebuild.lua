#!lua
-- shard/rebuild: begins or ends building a shard from MySQL's journal. From begin to end there is
-- no lease; begin forgets what this Redis had written down, shard/clear removes the rest.
--
-- KEYS    1 control  2 journal
-- ARGV    1 generation  2 begin|end  3 epoch (begin)  or  n (end)  4 chain (end)
-- OK      n chain
-- REFUSE  { "WRONG_GENERATION" generation }  { "GAP" n } the end is not where MySQL's journal ends
-- RETRY   safe: ended is ended; begin is asked only before the first entry is applied
--
local given, stage = tonumber(ARGV[1]), ARGV[2]
local REBUILT, UNOPENED = 1, 2
local record = redis.call('GET', KEYS[1])
local generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
  0, 0, 0, 0, 0, 0, 0, 0, 0
local chain = string.rep('0', 40)
if record then
  generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
    struct.unpack('<ddddddddd', record)
  chain = string.sub(record, 73)
end
-- include lib/shard/clock
-- include lib/shard/journal
if given < generation or (stage == 'end' and given ~= generation) then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
if stage == 'begin' then
  generation, epoch = given, math.max(tonumber(ARGV[3]), epoch)
  lease_until = math.min(lease_until, now)
  n, chain, rebuilding = 0, string.rep('0', 40), REBUILT + UNOPENED
  redis.call('DEL', KEYS[2])
  commit()
elseif bit.band(rebuilding, REBUILT) ~= 0 then
  if n ~= tonumber(ARGV[3]) or chain ~= ARGV[4] then
    return { 'GAP', string.format('%.0f', n) }
  end
  rebuilding = rebuilding - REBUILT
  commit()
end
return { 'OK', string.format('%.0f', n), chain }
