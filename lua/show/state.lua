#!lua flags=no-writes
-- show/state: the state of a sale, as the clock has it.
--
-- KEYS    1 control  2 sale
-- ARGV    1 generation
-- OK      state: scheduled before the opening, closed after the end
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard is rebuilt
-- RETRY   safe: reads only
--
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/sale-clock
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local sale = redis.call('HMGET', KEYS[2], 'state', 'opens_at', 'closes_at')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
return { 'OK', state_now(sale[1], sale[2], sale[3]) }
