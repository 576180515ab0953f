-- lib/queue/own-place (step): the place that a signed token names, as the member's record has it.
-- Below this line the place is the member's, and neither left nor done.
--
-- NEEDS    places_key member place place_reply
-- GIVES    none
-- REFUSES  {"NO_RECORD"} {"QUEUE_TOKEN_EXPIRED"}
--
local record = redis.call('HGET', places_key, member)
local recorded, mark = string.match(record or '0 ', '^(%d+) ?(%a?)$')
if tonumber(recorded) < place then
  -- The token is newer than the record: Redis lost the place; the token puts it back (resume).
  return { 'NO_RECORD' }
elseif tonumber(recorded) > place then
  return { 'QUEUE_TOKEN_EXPIRED' }
elseif mark ~= '' then
  return place_reply(place, mark == 'd' and 'done' or 'left', 0, -1, 0)
end
