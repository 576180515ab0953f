#!lua flags=no-writes
-- seat/read: a hold as it is now, and the record of a payment of it. A lapsed one reads as expired,
-- whether or not a sweep has been by.
--
-- KEYS    1 control  2 sale  3 holds  4 pays
-- ARGV    1 generation  2 hold_id  3 pay_id (- for none)
-- OK      hold reply, then the pay record or -, kept(0|1) by a pause that lasts
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"RESERVATION_NOT_FOUND"} {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local sale_key, holds_key, pays_key = KEYS[2], KEYS[3], KEYS[4]
local hold_id, pay_id = ARGV[2], ARGV[3]
-- include lib/shard/control
-- include lib/shard/recovered
-- include lib/shard/clock
-- include lib/sale/pauses
-- include lib/sale/grace
-- include lib/hold/record
-- include lib/hold/lapsing
-- include lib/hold/reply
local record = redis.call('HGET', holds_key, hold_id)
if not record then
  return { 'RESERVATION_NOT_FOUND' }
end
local hold = parse_hold(record)
local reply = hold_reply(hold_id, hold)
if is_lapsed(hold) then
  reply[3] = 'E'
end
reply[#reply + 1] = pay_id ~= '-' and redis.call('HGET', pays_key, pay_id) or '-'
reply[#reply + 1] = hold_until(hold) >= NEVER and '1' or '0'
return reply
