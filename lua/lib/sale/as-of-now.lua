-- lib/sale/as-of-now (functions): the sale as the clock has it, from its fields as they are stored:
-- its state, and how many places are called in a minute, which is 0 in a pause, before the opening,
-- after the end and while nothing is unsold.
--
-- NEEDS    now
-- GIVES    as_of_now
-- REFUSES  none
--
local function as_of_now(state, mode, opens_at, closes_at, unsold, per_minute)
  if state == 'open' and now < tonumber(opens_at) then
    return 'scheduled', 0
  elseif (state == 'open' or state == 'paused') and closes_at ~= '0'
    and now >= tonumber(closes_at) then
    return 'closed', 0
  end
  return state, state == 'open' and mode ~= 'paused' and unsold ~= '0' and per_minute or 0
end
