#!lua
-- shard/apply-wallet: puts one entry of MySQL's journal back that is about a wallet or the shard
-- itself: pure assignments, in the order of the journal. The parameters of a kind are its fields,
-- in the order of the one table (lua/README.md, "Journal entries").
--
-- KEYS    1 control  2 journal  3 wallets  4 auths  5 credits  6 unsettled
-- ARGV    1 generation  2 n  3 chain (after it)  4 payload
-- OK      n (the record's)
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} {"GAP", n} it is not the next one
-- RETRY   safe: a number counts once
--
local wallets_key, auths_key, credits_key, unsettled_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
-- include lib/shard/control
-- include lib/apply/next-entry
-- include lib/wallet/wallet
-- include lib/wallet/put-wallet
-- include lib/wallet/auths
-- include lib/apply/money
local APPLY = {}

function APPLY.authorised(member, pay_id, amount, reservation_id, showtime, available, authorised)
  set_wallet(member, available, authorised)
  set_auth('A', pay_id, amount, reservation_id, showtime)
  redis.call('ZADD', unsettled_key, at, unsettled_name(pay_id, member, showtime))
end

function APPLY.captured(member, pay_id, amount, reservation_id, showtime, available, authorised)
  set_wallet(member, available, authorised)
  set_auth('C', pay_id, amount, reservation_id, showtime)
  redis.call('ZREM', unsettled_key, unsettled_name(pay_id, member, showtime))
end

function APPLY.voided(member, pay_id, amount, reservation_id, showtime, available, authorised)
  set_wallet(member, available, authorised)
  set_auth('V', pay_id, amount, reservation_id, showtime)
  redis.call('ZREM', unsettled_key, unsettled_name(pay_id, member, showtime))
end

function APPLY.credited(member, credit_id, amount, credit_kind, _, available, authorised)
  set_wallet(member, available, authorised)
  redis.call('HSET', credits_key, credit_id, amount .. ' ' .. credit_kind)
end

function APPLY.generation(_, entry_epoch)
  epoch = math.max(epoch, tonumber(entry_epoch))
end

if not APPLY[kind] then
  return redis.error_reply('ERR_ARGS not of a wallet: ' .. kind)
end
APPLY[kind](unpack(entry, 4))
-- include lib/apply/applied
