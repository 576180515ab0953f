#!lua
-- shard/clear: removes keys of a shard that is being rebuilt.
--
-- KEYS    1 control  2.. key
-- ARGV    1 generation
-- OK      removed
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} {"REBUILDING"} it is not being rebuilt
-- RETRY   safe: what is gone stays gone
--
local REBUILT = 1
-- include lib/shard/control
if bit.band(rebuilding, REBUILT) == 0 then
  return { 'REBUILDING' }
end
local removed = 0
for i = 2, #KEYS do
  removed = removed + redis.call('UNLINK', KEYS[i])
end
return { 'OK', removed }
