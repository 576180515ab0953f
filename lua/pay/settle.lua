#!lua
-- pay/settle: pays a hold from a wallet of the same shard. Authorisation, confirmation and capture
-- are one step, so that nothing is ever half-way. A refusal is not recorded: no other step of this
-- payment can come late.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 pays  11 active  12 sessions  13 places  14 wallets  15 auths
-- ARGV    1 generation  2 showtime  3 pay_id  4 hold_id  5 member
-- OK      the pay record, created(0|1)
-- REFUSE  {"SALE_PAUSED"} {"IDEMPOTENCY_KEY_REUSED"} for another hold {"RESERVATION_NOT_FOUND"}
--         {"FORBIDDEN"} {"ALREADY_PAID"} {"RESERVATION_EXPIRED"} {"SALE_CLOSED"} it was cancelled
--         {"INSUFFICIENT_BALANCE", available}
-- ASK     {"WRONG_GENERATION", generation} {"BEGUN"} in two phases, in which it must go on
-- RETRY   safe: the record answers; after a refusal the same payment may be tried again
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, pays_key = KEYS[7], KEYS[8], KEYS[10]
local active_key, sessions_key, places_key = KEYS[11], KEYS[12], KEYS[13]
local wallets_key, auths_key = KEYS[14], KEYS[15]
local showtime, pay_id, hold_id, member = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
-- include lib/shard/control
-- include lib/shard/clock
local known = redis.call('HGET', pays_key, pay_id)
if known then
  local paid_hold = string.match(known, '^C%u+ (%S+)')
  if not paid_hold then
    return { 'BEGUN' }
  elseif paid_hold ~= hold_id then
    return { 'IDEMPOTENCY_KEY_REUSED' }
  end
  return { 'OK', known, '0' }
end
-- include lib/shard/lease
-- include lib/wallet/wallet
-- include lib/wallet/auths
if auth_of(pay_id) then
  return { 'BEGUN' }
end
-- include lib/hold/record
-- include lib/hold/own
local lapsed = false
-- include lib/hold/lapsed
local sale_state, unsold = unpack(redis.call('HMGET', sale_key, 'state', 'unsold'))
if hold.status == 'P' then
  return { 'ALREADY_PAID' }
elseif hold.status ~= 'H' or lapsed then
  return { 'RESERVATION_EXPIRED' }
elseif sale_state == 'cancelled' then
  return { 'SALE_CLOSED' }
end
local amount, available, authorised = hold.total, wallet_of(member)
local price = tonumber(amount)
if available < price then
  return { 'INSUFFICIENT_BALANCE', whole(available) }
end

-- include lib/shard/journal
-- include lib/hold/members
-- include lib/hold/seats
-- include lib/hold/put
-- include lib/hold/over
-- include lib/wallet/put-wallet
local count, live = member_has(member)
available = available - price
unsold = string.format('%d', unsold - hold.quantity)
-- The operation id is that of the commit point, as in two phases.
journal('paid pay/confirm:' .. pay_id .. ' ' .. string.format('%d', now) .. ' ' .. showtime .. ' '
  .. pay_id .. ' ' .. hold_id .. ' ' .. member .. ' ' .. amount .. ' ' .. hold.seats .. ' '
  .. hold.area .. ' ' .. hold.quantity .. ' ' .. count .. ' ' .. unsold .. ' ' .. hold.place .. ' '
  .. whole(available) .. ' ' .. whole(authorised))
put_wallet(member, available, authorised)
put_auth(pay_id, { state = 'C', amount = price, reservation_id = hold_id, showtime = showtime,
  at = now })
local outcome
-- include lib/pay/sold
-- include lib/shard/commit
return { 'OK', outcome, '1' }
