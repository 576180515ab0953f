-- lib/hold/reply (functions): the reply of every script of a hold (lua/README.md, "Hold reply").
--
-- NEEDS    now n hold_until NEVER GRACE_MS
-- GIVES    hold_reply
-- REFUSES  none
--
local function hold_reply(id, hold)
  -- While a pause lasts the deadline is not known: at least the minute that follows the pause.
  local shown = hold_until(hold)
  if shown >= NEVER then
    shown = math.max(hold.deadline, now + GRACE_MS)
  end
  return { 'OK', id, hold.status, hold.member, string.format('%d', shown),
    string.format('%d', hold.made), hold.total, hold.area, hold.quantity, hold.place, hold.seats,
    string.format('%d', n) }
end
