-- lib/queue/place-reply (functions): the reply of every script of a place (lua/README.md, "Place
-- reply").
--
-- NEEDS    head called_so_far left_seq waiting tick pace
-- GIVES    place_reply
-- REFUSES  none
--
local function place_reply(place, status, deadline, ahead, created)
  return { 'OK', status, place, ahead, deadline, tick, head, called_so_far, left_seq, waiting,
    pace, created }
end
