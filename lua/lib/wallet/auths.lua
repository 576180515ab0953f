-- lib/wallet/auths (functions): the record of a member's authorisation, read and written, and its
-- name among those that are neither captured nor voided.
--
-- NEEDS    auths_key whole
-- GIVES    auth_of put_auth unsettled_name
-- REFUSES  none
--
local function auth_of(pay_id)
  local record = redis.call('HGET', auths_key, pay_id)
  if not record then
    return nil
  end
  local state, amount, reservation_id, showtime, at =
    string.match(record, '^(%u) (%d+) (%S+) (%d+) (%d+)$')
  return { state = state, amount = tonumber(amount), reservation_id = reservation_id,
    showtime = showtime, at = at }
end

local function put_auth(pay_id, auth)
  redis.call('HSET', auths_key, pay_id, table.concat({ auth.state, whole(auth.amount),
    auth.reservation_id, auth.showtime, auth.at }, ' '))
end

local function unsettled_name(pay_id, member, showtime)
  return pay_id .. ' ' .. member .. ' ' .. showtime
end
