-- lib/pay/end-authorisation (step): ends an authorisation for good and ends the script: captured
-- (C, the money is spent) or voided (V, it is back in the wallet). The opposite state means that
-- the protocol was broken: the caller fences the shard and raises the alarm.
--
-- NEEDS    KEYS[1] generation lease_until now epoch paused_from paused_at resumed_at n
--          rebuilding chain unsettled_key member pay_id state wallet_of put_wallet whole auth_of
--          put_auth unsettled_name append
-- GIVES    none
-- REFUSES  {"NO_RECORD"} {"CONFLICT", state} {"SALE_PAUSED"}
--
local auth = auth_of(pay_id)
if not auth then
  return { 'NO_RECORD' }
end
local available, authorised = wallet_of(member)
if auth.state == state then
  return { 'OK', state, whole(available), whole(authorised) }
elseif auth.state ~= 'A' then
  return { 'CONFLICT', auth.state }
end
-- include lib/shard/lease
if authorised < auth.amount then
  return redis.error_reply('ASSERT less is authorised than this payment')
end
if state == 'V' then
  available = available + auth.amount
end
authorised = authorised - auth.amount
append(state == 'C' and 'captured' or 'voided',
  (state == 'C' and 'pay/capture:' or 'pay/void:') .. pay_id, member, pay_id, whole(auth.amount),
  auth.reservation_id, auth.showtime, whole(available), whole(authorised))
put_wallet(member, available, authorised)
auth.state = state
put_auth(pay_id, auth)
redis.call('ZREM', unsettled_key, unsettled_name(pay_id, member, auth.showtime))
-- include lib/shard/commit
return { 'OK', state, whole(available), whole(authorised) }
