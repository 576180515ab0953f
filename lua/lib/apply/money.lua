-- lib/apply/money (functions): what entries say of wallets and authorisations, put back as it is.
--
-- NEEDS    at put_wallet auth_of put_auth
-- GIVES    set_wallet set_auth
-- REFUSES  none
--
local function set_wallet(member, available, authorised)
  put_wallet(member, tonumber(available), tonumber(authorised))
end

-- A record that was made before keeps the time of its authorisation.
local function set_auth(state, pay_id, amount, reservation_id, showtime)
  local known = auth_of(pay_id)
  put_auth(pay_id, { state = state, amount = tonumber(amount), reservation_id = reservation_id,
    showtime = showtime, at = known and known.at or at })
end
