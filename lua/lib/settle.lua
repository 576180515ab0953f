-- Ends an authorisation for good: captured (the money went) or voided (it is back). The opposite
-- state means that the protocol was broken: the caller fences the shard and raises the alarm.
-- Needs lib/wallets, lib/shard/journal, lib/shard/lease as a function, `member` and `pay_id`.
local function settle(state, kind, back)
  local auth = auth_of(pay_id)
  if not auth then
    return { 'NO_RECORD' }
  end
  local available, authorised = wallet_of(member)
  if auth.state == state then
    return { 'OK', state, whole(available), whole(authorised) }
  elseif auth.state ~= 'A' then
    return { 'CONFLICT', auth.state }
  elseif now >= lease_until or rebuilding ~= 0 then
    return { 'SALE_PAUSED' }
  elseif authorised < auth.amount then
    return redis.error_reply('ASSERT less is authorised than this payment')
  end
  available = available + back * auth.amount
  authorised = authorised - auth.amount
  append(kind, 'pay/' .. (state == 'C' and 'capture:' or 'void:') .. pay_id, member, pay_id,
    whole(auth.amount), auth.reservation_id, auth.showtime, whole(available), whole(authorised))
  put_wallet(member, available, authorised)
  auth.state = state
  put_auth(pay_id, auth)
  redis.call('ZREM', unsettled_key, unsettled_name(pay_id, member, auth.showtime))
  commit()
  return { 'OK', state, whole(available), whole(authorised) }
end
