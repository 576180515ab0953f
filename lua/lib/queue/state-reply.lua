-- lib/queue/state-reply (functions): the reply for a place as it stands.
--
-- NEEDS    place_state ahead_of place_reply
-- GIVES    state_reply
-- REFUSES  none
--
local function state_reply(place)
  local status, deadline = place_state(place)
  return place_reply(place, status, deadline, ahead_of(place, status), 0)
end
