-- lib/wallet/put-wallet (functions): writes a member's wallet.
--
-- NEEDS    wallets_key whole
-- GIVES    put_wallet
-- REFUSES  none
--
local function put_wallet(member, available, authorised)
  local text = whole(available)
  if authorised > 0 then
    text = text .. ' ' .. whole(authorised)
  end
  redis.call('HSET', wallets_key, member, text)
end
