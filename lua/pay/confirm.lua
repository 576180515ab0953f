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
local record = redis.call('HGET', holds_key, hold_id)
-- include lib/hold/record
local hold, lapsed = record and parse_hold(record), false
if hold then
  -- include lib/hold/lapsed
end
local sale_state, unsold = unpack(redis.call('HMGET', sale_key, 'state', 'unsold'))

-- Why this hold cannot be paid, or nil. A paused or closed sale still takes the money of a valid
-- hold; a cancelled one would have to give it back.
local reason
if not hold then
  reason = 'RESERVATION_NOT_FOUND'
elseif hold.member ~= member then
  reason = 'FORBIDDEN'
elseif hold.status == 'P' then
  reason = 'ALREADY_PAID'
elseif hold.status ~= 'H' or lapsed then
  reason = 'RESERVATION_EXPIRED'
elseif hold.total ~= amount then
  reason = 'INVALID_AMOUNT'
elseif sale_state == 'cancelled' then
  reason = 'SALE_CLOSED'
end

-- include lib/shard/journal
local outcome
if reason then
  append('refused', 'pay/confirm:' .. pay_id, showtime, pay_id, hold_id, member, reason)
  outcome = 'REFUSED ' .. hold_id .. ' ' .. member .. ' ' .. reason
  redis.call('HSET', pays_key, pay_id, outcome)
else
  -- include lib/hold/members
  -- include lib/hold/seats
  -- include lib/hold/put
  -- include lib/hold/over
  local count, live = member_has(member)
  unsold = string.format('%d', unsold - hold.quantity)
  journal('sold pay/confirm:' .. pay_id .. ' ' .. string.format('%d', now) .. ' ' .. showtime .. ' '
    .. pay_id .. ' ' .. hold_id .. ' ' .. member .. ' ' .. amount .. ' ' .. hold.seats .. ' '
    .. hold.area .. ' ' .. hold.quantity .. ' ' .. count .. ' ' .. unsold .. ' ' .. hold.place)
  -- include lib/pay/sold
end
-- include lib/shard/commit
return { 'OK', outcome }
