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
-- The crowd's own script: what only some need is included where it is needed.
local sale_key, queue_key, places_key, called_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local active_key, sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local member = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local record = redis.call('HGET', places_key, member)
if record and not string.find(record, ' ', 1, true) then
-- include lib/grace
-- include lib/queue/room
  local place = tonumber(record)
  local status, deadline = place_state(place)
  if status ~= 'expired' then
    return place_reply(place, status, deadline, ahead_of(place, status), 0)
  end
end
local door = redis.call('HMGET', sale_key, 'state', 'mode', 'queue_opens_at', 'opens_at',
  'closes_at', 'per_minute', 'unsold')
if not door[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
-- include lib/sale-clock
local state = state_now(door[1], door[4], door[5])
local opens_at = tonumber(door[3] ~= '0' and door[3] or door[4])
if state == 'closed' or state == 'cancelled' then
  return { 'SALE_CLOSED' }
elseif now < opens_at then
  return { 'SALE_NOT_OPEN', opens_at }
elseif door[7] == '0' then
  return { 'ALL_RESERVED' }
end

local line = redis.call('HMGET', queue_key, 'next', 'waiting', 'tick', 'head', 'called', 'left_seq')
local place, ahead = (line[1] or 0) + 1, line[2] or '0'
redis.call('HSET', places_key, member, place)
if door[2] == 'open' and ahead == '0' then
-- include lib/grace
-- include lib/queue/room
-- include lib/queue/slots
  if is_admitting() and redis.call('ZCARD', returning_key) == 0 and free_slots() > 0 then
    head, called_so_far = place, called_so_far + 1
    redis.call('HSET', queue_key, 'next', place, 'head', head, 'called', called_so_far)
    return place_reply(place, 'admitted', let_in(place), -1, 1)
  end
end
redis.call('HSET', queue_key, 'next', place, 'waiting', ahead + 1)
return { 'OK', 'waiting', place, ahead, 0, line[3] or 0, line[4] or 0, line[5] or 0, line[6] or 0,
  ahead + 1, pace_of(state, door[2], door[7], door[6]), 1 }
