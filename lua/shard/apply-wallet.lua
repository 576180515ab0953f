#!lua
-- shard/apply-wallet: puts one entry of MySQL's journal back that is about a wallet or the shard
-- itself: pure assignments, in the order of the journal.
--
-- KEYS    1 control  2 journal  3 wallets  4 auths  5 credits  6 unsettled
-- ARGV    1 generation  2 n  3 chain (after it)  4 payload
-- OK      n (the record's)
-- REFUSE  { "GAP" n } it is not the next one
-- RETRY   safe: a number counts once
--
local wallets_key, auths_key, credits_key, unsettled_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
-- include lib/shard/control
-- include lib/shard/applying
-- include lib/wallets
local STATES = { authorised = 'A', captured = 'C', voided = 'V' }
local member = entry[4]
if STATES[kind] then
  local pay_id, amount, reservation_id, showtime = entry[5], entry[6], entry[7], entry[8]
  local known = auth_of(pay_id)
  put_wallet(member, tonumber(entry[9]), tonumber(entry[10]))
  put_auth(pay_id, { state = STATES[kind], amount = tonumber(amount),
    reservation_id = reservation_id, showtime = showtime, at = known and known.at or entry[3] })
  local name = unsettled_name(pay_id, member, showtime)
  if kind == 'authorised' then
    redis.call('ZADD', unsettled_key, entry[3], name)
  else
    redis.call('ZREM', unsettled_key, name)
  end
elseif kind == 'credited' then
  put_wallet(member, tonumber(entry[9]), tonumber(entry[10]))
  redis.call('HSET', credits_key, entry[5], entry[6] .. ' ' .. entry[7])
elseif kind == 'generation' then
  epoch = math.max(epoch, tonumber(entry[5]))
else
  return redis.error_reply('ERR_ARGS not of a wallet: ' .. kind)
end
return applied()
