-- lib/wallet/wallet (functions): reads a member's wallet, in the smallest unit of the currency:
-- what may be spent, and what is authorised.
--
-- NEEDS    wallets_key
-- GIVES    wallet_of whole
-- REFUSES  none
--
local function whole(amount)
  return string.format('%d', amount)
end

local function wallet_of(member)
  local text = redis.call('HGET', wallets_key, member) or '0'
  local available, authorised = string.match(text, '^(%d+) ?(%d*)$')
  return tonumber(available), tonumber(authorised) or 0
end
