#!lua
-- queue/join: gives a member the next place of the waiting room, or the place the member has.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
-- ARGV    1 generation  2 member
-- OK      place reply; created is 1 when the place is new
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_NOT_OPEN", at} {"SALE_CLOSED"} {"ALL_RESERVED"}
--         {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: a member who has a place keeps it; only one that is over is followed by another
--
local sale_key, queue_key, places_key = KEYS[2], KEYS[3], KEYS[4]
local member = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/recovered
-- include lib/sale/as-of-now

-- The reply for a place that needs the whole room: one the member has, or a new one that goes in at
-- once; nil when it is over, or does not go in. A function, so that the crowd, which needs none of
-- it, pays for one closure.
local function in_room(place, is_new)
  local sale_key, queue_key, called_key, active_key = KEYS[2], KEYS[3], KEYS[5], KEYS[6]
  local sessions_key, returning_key, left_key = KEYS[7], KEYS[8], KEYS[9]
  -- include lib/queue/room
  -- include lib/sale/grace
  -- include lib/queue/place-reply
  if is_new then
    -- include lib/queue/slots
    -- include lib/queue/let-in
    if is_admitting() and redis.call('ZCARD', returning_key) == 0 and free_slots() > 0 then
      head, called_so_far = place, called_so_far + 1
      redis.call('HSET', queue_key, 'next', place, 'head', head, 'called', called_so_far)
      return place_reply(place, 'admitted', let_in(place), -1, 1)
    end
    return nil
  end
  -- include lib/queue/standing
  local status, deadline = place_state(place)
  return status ~= 'expired'
    and place_reply(place, status, deadline, ahead_of(place, status), 0) or nil
end

local record = redis.call('HGET', places_key, member)
if record and not string.find(record, ' ', 1, true) then
  local reply = in_room(tonumber(record), false)
  if reply then
    return reply
  end
end
local stored, mode, queue_opens_at, opens_at, closes_at, per_minute, unsold =
  unpack(redis.call('HMGET', sale_key, 'state', 'mode', 'queue_opens_at', 'opens_at', 'closes_at',
    'per_minute', 'unsold'))
if not stored then
  return { 'SHOWTIME_NOT_FOUND' }
end
local state, pace = as_of_now(stored, mode, opens_at, closes_at, unsold, per_minute)
local doors_open_at = tonumber(queue_opens_at ~= '0' and queue_opens_at or opens_at)
if state == 'closed' or state == 'cancelled' then
  return { 'SALE_CLOSED' }
elseif now < doors_open_at then
  return { 'SALE_NOT_OPEN', doors_open_at }
elseif unsold == '0' then
  return { 'ALL_RESERVED' }
end

local last, ahead, tick, head, called, left_seq = unpack(redis.call('HMGET', queue_key, 'next',
  'waiting', 'tick', 'head', 'called', 'left_seq'))
local place = (last or 0) + 1
ahead = ahead or '0'
-- Numbers become text once, for the places and the counters.
local place_text, waiting = string.format('%d', place), string.format('%d', ahead + 1)
redis.call('HSET', places_key, member, place_text)
if mode == 'open' and ahead == '0' then
  local reply = in_room(place, true)
  if reply then
    return reply
  end
end
redis.call('HSET', queue_key, 'next', place_text, 'waiting', waiting)
return { 'OK', 'waiting', place_text, ahead, 0, tick or 0, head or 0, called or 0, left_seq or 0,
  waiting, pace, 1 }
