-- The place a signed token names, as the member's record has it: `place` is his and neither left
-- nor done below this line. Needs lib/queue/room, places_key, member and `place`.
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
