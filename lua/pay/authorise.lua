#!lua
-- pay/authorise: sets money of a member aside for one payment; first step of a payment.
--
-- KEYS    1 control  2 journal  3 wallets  4 auths  5 unsettled
-- ARGV    1 generation  2 member  3 pay_id  4 amount  5 reservation_id  6 showtime
-- OK      state(A|C|V) amount available authorised
-- REFUSE  {"SALE_PAUSED"} {"INSUFFICIENT_BALANCE", available}
--         {"IDEMPOTENCY_KEY_REUSED"} for another reservation or amount
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the record answers, a voided one stays voided; too little money is not recorded,
--         so the same key may ask again after a top-up
--
local wallets_key, auths_key, unsettled_key = KEYS[3], KEYS[4], KEYS[5]
local member, pay_id, reservation_id, showtime = ARGV[2], ARGV[3], ARGV[5], ARGV[6]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/journal
-- include lib/wallet/money
-- include lib/wallet/wallet
-- include lib/wallet/put-wallet
-- include lib/wallet/auths
local amount = money(ARGV[4])
if not amount then
  return redis.error_reply('ERR_ARGS amount')
end
local available, authorised = wallet_of(member)
local auth = auth_of(pay_id)
if auth then
  if auth.amount ~= amount or auth.reservation_id ~= reservation_id
    or auth.showtime ~= showtime then
    return { 'IDEMPOTENCY_KEY_REUSED' }
  end
  return { 'OK', auth.state, whole(amount), whole(available), whole(authorised) }
end
-- include lib/shard/lease
if available < amount then
  return { 'INSUFFICIENT_BALANCE', whole(available) }
end

available = available - amount
authorised = authorised + amount
append('authorised', 'pay/authorise:' .. pay_id, member, pay_id, whole(amount), reservation_id,
  showtime, whole(available), whole(authorised))
put_wallet(member, available, authorised)
put_auth(pay_id, { state = 'A', amount = amount, reservation_id = reservation_id,
  showtime = showtime, at = now })
redis.call('ZADD', unsettled_key, now, unsettled_name(pay_id, member, showtime))
-- include lib/shard/commit
return { 'OK', 'A', whole(amount), whole(available), whole(authorised) }
