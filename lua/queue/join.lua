#!lua
-- queue/join: gives a member the next place of the waiting room, or the one he has.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
-- ARGV    1 generation  2 member
-- OK      place reply; created is 1 when the place is new
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_NOT_OPEN", at} {"SALE_CLOSED"} {"ALL_RESERVED"}
--         {"SALE_PAUSED"} while the shard is rebuilt
-- RETRY   safe: a member who has a place keeps it; only one that is over is followed by another
--
local sale_key, queue_key, places_key, called_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local active_key, sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local member = ARGV[2]
-- include lib/control
-- include lib/clock
-- include lib/grace
-- include lib/queue
local record = redis.call('HGET', places_key, member)
if record and not string.find(record, ' ', 1, true) then
  local place = tonumber(record)
  local status, deadline = place_state(place)
  if status ~= 'expired' then
    return place_reply(place, status, deadline, ahead_of(place, status), 0)
  end
end
local opens_at, closes_at = tonumber(sale[3]), tonumber(sale[5])
if opens_at == 0 then
  opens_at = tonumber(sale[4])
end
if sale[1] == 'closed' or sale[1] == 'cancelled' or (closes_at > 0 and now >= closes_at) then
  return { 'SALE_CLOSED' }
elseif now < opens_at then
  return { 'SALE_NOT_OPEN', opens_at }
elseif sale[9] == '0' then
  return { 'ALL_RESERVED' }
end

local place, ahead = next_place + 1, waiting
redis.call('HSET', places_key, member, place)
if sale[2] == 'open' and waiting == 0 then
-- include lib/queue-slots
  if is_admitting() and redis.call('ZCARD', returning_key) == 0 and free_slots() > 0 then
    head, called_so_far = place, called_so_far + 1
    redis.call('HSET', queue_key, 'next', place, 'head', head, 'called', called_so_far)
    return place_reply(place, 'admitted', let_in(place), -1, 1)
  end
end
waiting = waiting + 1
redis.call('HSET', queue_key, 'next', place, 'waiting', waiting)
return place_reply(place, 'waiting', 0, ahead, 1)
