#!lua flags=no-writes
-- show/state: the state of a sale, as the clock has it.
--
-- KEYS    1 control  2 sale
-- ARGV    1 generation
-- OK      state: scheduled before the opening, closed after the end
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local sale_key = KEYS[2]
-- include lib/shard/control
-- include lib/shard/recovered
-- include lib/shard/clock
-- include lib/sale/as-of-now
local state, opens_at, closes_at =
  unpack(redis.call('HMGET', sale_key, 'state', 'opens_at', 'closes_at'))
if not state then
  return { 'SHOWTIME_NOT_FOUND' }
end
state = as_of_now(state, nil, opens_at, closes_at)
return { 'OK', state }
