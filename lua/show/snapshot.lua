#!lua flags=no-writes
-- show/snapshot: every seat's state at one number of the journal.
--
-- KEYS    1 control  2 sale  3 seats
-- ARGV    1 generation
-- OK      epoch n layout seats (bytes)
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local sale_key, seats_key = KEYS[2], KEYS[3]
-- include lib/shard/control
-- include lib/shard/recovered
local layout = redis.call('HGET', sale_key, 'layout')
if not layout then
  return { 'SHOWTIME_NOT_FOUND' }
end
return { 'OK', string.format('%d', epoch), string.format('%d', n), layout,
  redis.call('GET', seats_key) or '' }
