#!lua
-- pay/cancel: takes a confirmed payment back: its seats and units are on sale again and its refund
-- is owed until pay/refunded.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 pays  11 refunds
-- ARGV    1 generation  2 showtime  3 pay_id  4 refund_id
-- OK      the pay record
-- REFUSE  {"SALE_PAUSED"} {"PAYMENT_NOT_FOUND"} not confirmed
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the record answers
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local members_key, stock_key, pays_key, refunds_key = KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local showtime, pay_id, refund_id = ARGV[2], ARGV[3], ARGV[4]
-- include lib/shard/control
-- include lib/shard/clock
local known = redis.call('HGET', pays_key, pay_id) or ''
if string.sub(known, 1, 10) == 'CANCELLED ' then
  return { 'OK', known }
end
local hold_id, member, amount, area, quantity, seats =
  string.match(known, '^CONFIRMED (%S+) (%d+) (%d+) (%S+) (%d+) (%S+)$')
if not hold_id then
  return { 'PAYMENT_NOT_FOUND' }
end
-- include lib/shard/lease
for seat in string.gmatch(seats, '%d+') do
  if redis.call('HGET', owners_key, seat) ~= pay_id then
    return redis.error_reply('ASSERT a sold seat is not owned by its payment')
  end
end
-- include lib/shard/journal
-- include lib/hold/members
-- include lib/hold/stock
-- include lib/hold/seats
local count, live = member_has(member)
count = count - quantity
local unsold = tonumber(redis.call('HGET', sale_key, 'unsold')) + quantity
local stock, rest = stock_after(area, quantity)

append('cancelled', 'pay/cancel:' .. pay_id, showtime, pay_id, hold_id, member, refund_id, amount,
  seats, area, quantity, count, unsold, stock)
local cancelled = table.concat({ 'CANCELLED', hold_id, member, amount, area, quantity, seats,
  refund_id }, ' ')
redis.call('HSET', pays_key, pay_id, cancelled)
redis.call('ZADD', refunds_key, now, pay_id .. ' ' .. showtime)
redis.call('HSET', sale_key, 'unsold', unsold)
put_seats(seats, AVAILABLE, nil)
put_stock(area, stock, rest)
put_member(member, count, live)
-- The hold's record may be forgotten by now: the pay record says all that is needed.
local record = redis.call('HGET', holds_key, hold_id)
if record then
  -- include lib/hold/record
  -- include lib/hold/put
  local hold = parse_hold(record)
  hold.status = 'C'
  put_hold(hold_id, hold)
end
-- include lib/shard/commit
return { 'OK', cancelled }
