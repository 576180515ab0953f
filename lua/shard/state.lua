#!lua flags=no-writes
-- shard/state: the control record, for a worker that must know it before a generation is agreed on.
--
-- KEYS    1 control
-- ARGV    1 generation (not compared)
-- OK      generation lease_until now epoch n chain rebuilding resumed_at; generation and now are 0
--         without a record
-- REFUSE  none
-- ASK     none
-- RETRY   safe: it reads
--
-- include lib/shard/record
-- include lib/shard/clock
local function whole(number)
  return string.format('%.0f', number)
end
if generation == 0 then
  now = 0
end
return { 'OK', whole(generation), whole(lease_until), whole(now), whole(epoch), whole(n), chain,
  whole(rebuilding), whole(resumed_at) }
