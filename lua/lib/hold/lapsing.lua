-- lib/hold/lapsing (functions): until when a hold counts, and whether that is over.
--
-- NEEDS    now counts_until
-- GIVES    hold_until is_lapsed
-- REFUSES  none
--
local function hold_until(hold)
  return counts_until(hold.deadline, hold.made)
end

local function is_lapsed(hold)
  -- No pause makes a deadline earlier.
  return hold.status == 'H' and hold.deadline <= now and hold_until(hold) <= now
end
