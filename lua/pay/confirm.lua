#!lua
-- pay/confirm: the one commit point of a payment. Sells what a valid hold covers to its owner, or
-- records why not: a refusal is an outcome too, a missing lease or generation is not.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 pays  11 active  12 sessions  13 places
-- ARGV    1 generation  2 showtime  3 pay_id  4 hold_id  5 member  6 amount
-- OK      the pay record
-- REFUSE  {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the record answers
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, pays_key = KEYS[7], KEYS[8], KEYS[10]
local active_key, sessions_key, places_key = KEYS[11], KEYS[12], KEYS[13]
local showtime, pay_id, hold_id, member, amount = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
-- include lib/shard/control
-- include lib/shard/clock
local known = redis.call('HGET', pays_key, pay_id)
if known then
  return { 'OK', known }
end
-- include lib/shard/lease
-- include lib/shard/journal
local sale_state, unsold, sale_paused_from, sale_paused_at, sale_resumed_at =
  unpack(redis.call('HMGET', sale_key, 'state', 'unsold', 'paused_from', 'paused_at', 'resumed_at'))
sale_paused_from, sale_paused_at, sale_resumed_at = tonumber(sale_paused_from) or 0,
  tonumber(sale_paused_at) or 0, tonumber(sale_resumed_at) or 0
-- include lib/sale/grace
-- include lib/hold/record
-- include lib/hold/lapsing
local record = redis.call('HGET', holds_key, hold_id)
local hold = record and parse_hold(record)

-- Why this hold cannot be paid, or nil. A paused or closed sale still takes the money of a valid
-- hold; a cancelled one would have to give it back.
local function reason_against()
  if not hold then
    return 'RESERVATION_NOT_FOUND'
  elseif hold.member ~= member then
    return 'FORBIDDEN'
  elseif hold.status == 'P' then
    return 'ALREADY_PAID'
  elseif hold.status ~= 'H' or is_lapsed(hold) then
    return 'RESERVATION_EXPIRED'
  elseif hold.total ~= amount then
    return 'INVALID_AMOUNT'
  elseif sale_state == 'cancelled' then
    return 'SALE_CLOSED'
  end
end

local outcome
local reason = reason_against()
if reason then
  append('refused', 'pay/confirm:' .. pay_id, showtime, pay_id, hold_id, member, reason)
  outcome = table.concat({ 'REFUSED', hold_id, member, reason }, ' ')
  redis.call('HSET', pays_key, pay_id, outcome)
else
  -- include lib/hold/members
  -- include lib/hold/seats
  -- include lib/hold/put
  -- include lib/hold/over
  local count, live = member_has(member)
  unsold = tonumber(unsold) - hold.quantity
  append('sold', 'pay/confirm:' .. pay_id, showtime, pay_id, hold_id, member, amount, hold.seats,
    hold.area, hold.quantity, count, unsold, hold.place)
  -- include lib/pay/sold
end
-- include lib/shard/commit
return { 'OK', outcome }
