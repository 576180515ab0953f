#!lua
-- show/snapshot: every seat's state at one number of the journal.
--
-- KEYS    1 control  2 sale  3 seats
-- ARGV    1 generation
-- OK      epoch n layout seats (bytes)
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard is being rebuilt
-- RETRY   safe: it reads
--
-- include lib/shard/control
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local layout = redis.call('HGET', KEYS[2], 'layout')
if not layout then
  return { 'SHOWTIME_NOT_FOUND' }
end
return { 'OK', string.format('%d', epoch), string.format('%d', n), layout,
  redis.call('GET', KEYS[3]) or '' }
