-- A member's wallet and his authorisations, read and written in one place (lua/README.md).
-- Needs wallets_key, auths_key and unsettled_key as far as a script uses them.
local AMOUNT_MAX = 1e12
local BALANCE_MAX = 1e13

local function whole(amount)
  return string.format('%.0f', amount)
end

-- A whole number of money that a double holds exactly; else nil: a bug of the caller.
local function money(text)
  local amount = string.match(text or '', '^%d+$') and tonumber(text)
  return amount and amount < BALANCE_MAX and amount or nil
end

local function wallet_of(member)
  local text = redis.call('HGET', wallets_key, member) or '0'
  local available, authorised = string.match(text, '^(%d+) ?(%d*)$')
  return tonumber(available), tonumber(authorised) or 0
end

local function put_wallet(member, available, authorised)
  local text = whole(available)
  if authorised > 0 then
    text = text .. ' ' .. whole(authorised)
  end
  redis.call('HSET', wallets_key, member, text)
end

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

-- The name of an authorisation among those not yet captured or voided.
local function unsettled_name(pay_id, member, showtime)
  return pay_id .. ' ' .. member .. ' ' .. showtime
end
