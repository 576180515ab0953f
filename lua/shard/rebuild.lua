#!lua
-- shard/rebuild: begins or ends building a shard from MySQL's journal. From begin to end there is
-- no lease; begin forgets what this Redis had written down, shard/clear removes the rest.
--
-- KEYS    1 control  2 journal
-- ARGV    1 generation  2 begin|end  3 epoch (begin) or n (end)  4 chain (end)
-- OK      n chain
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} {"GAP", n} the end is not where MySQL's journal ends
-- RETRY   safe: ended is ended; begin is asked only before the first entry is applied
--
local given, stage = tonumber(ARGV[1]), ARGV[2]
local REBUILT, UNOPENED = 1, 2
-- include lib/shard/record
-- include lib/shard/clock
if given < generation or (stage == 'end' and given ~= generation) then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
local is_being_rebuilt = bit.band(rebuilding, REBUILT) ~= 0
if stage == 'begin' then
  generation, epoch = given, math.max(tonumber(ARGV[3]), epoch)
  lease_until = math.min(lease_until, now)
  n, chain, rebuilding = 0, string.rep('0', 40), REBUILT + UNOPENED
  redis.call('DEL', KEYS[2])
elseif is_being_rebuilt then
  if n ~= tonumber(ARGV[3]) or chain ~= ARGV[4] then
    return { 'GAP', string.format('%.0f', n) }
  end
  rebuilding = rebuilding - REBUILT
end
if stage == 'begin' or is_being_rebuilt then
  -- include lib/shard/commit
end
return { 'OK', string.format('%.0f', n), chain }
