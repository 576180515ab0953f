-- lib/wallet/money (functions): the amount that a caller gives. nil for what is no whole number of
-- money that a double holds exactly: a bug of the caller.
--
-- NEEDS    none
-- GIVES    money BALANCE_MAX
-- REFUSES  none
--
local BALANCE_MAX = 1e13

local function money(text)
  local amount = string.match(text or '', '^%d+$') and tonumber(text)
  return amount and amount < BALANCE_MAX and amount or nil
end
