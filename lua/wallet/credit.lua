#!lua
-- wallet/credit: adds money to a member's balance, once per credit id.
--
-- KEYS    1 control  2 journal  3 wallets  4 credits
-- ARGV    1 generation  2 member  3 credit_id  4 amount  5 credit_kind (top_up|refund|import)
--         6 reservation_id (-)
-- OK      available authorised created(0|1)
-- REFUSE  {"SALE_PAUSED"} {"IDEMPOTENCY_KEY_REUSED"} for another amount or kind
--         {"INVALID_AMOUNT"} not 1 to 10^12, or the wallet would hold more than 10^13: new money
--         alone, as a refund is owed whatever it makes of the balance
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: a credit id counts once
--
local wallets_key, credits_key = KEYS[3], KEYS[4]
local member, credit_id, credit_kind, reservation_id = ARGV[2], ARGV[3], ARGV[5], ARGV[6]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/wallet/money
-- include lib/wallet/wallet
local AMOUNT_MAX = 1e12
local amount = money(ARGV[4])
if not amount then
  return redis.error_reply('ERR_ARGS amount')
end
local available, authorised = wallet_of(member)
local record = whole(amount) .. ' ' .. credit_kind
local known = redis.call('HGET', credits_key, credit_id)
if known then
  if known ~= record then
    return { 'IDEMPOTENCY_KEY_REUSED' }
  end
  return { 'OK', whole(available), whole(authorised), '0' }
end
-- include lib/shard/lease
-- A refund is owed whatever it makes of the balance; only new money is limited.
if credit_kind ~= 'refund' and (amount < 1 or amount > AMOUNT_MAX
  or available + authorised + amount > BALANCE_MAX) then
  return { 'INVALID_AMOUNT' }
end

-- include lib/shard/journal
-- include lib/wallet/put-wallet
available = available + amount
append('credited', 'wallet/credit:' .. credit_id, member, credit_id, whole(amount), credit_kind,
  reservation_id, whole(available), whole(authorised))
put_wallet(member, available, authorised)
redis.call('HSET', credits_key, credit_id, record)
-- include lib/shard/commit
return { 'OK', whole(available), whole(authorised), '1' }
