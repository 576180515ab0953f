#!lua
-- queue/resume: where a place stands; one that Redis lost is put back from its signed token.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
--         10 departures
-- ARGV    1 generation  2 member  3 place
-- OK      place reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"QUEUE_TOKEN_EXPIRED"} another place is the member's
--         {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: a place that is there is answered as it is
--
local sale_key, queue_key, places_key, called_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local active_key, sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local departures_key = KEYS[10]
local member, place = ARGV[2], tonumber(ARGV[3])
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/recovered
-- include lib/sale/as-of-now
-- include lib/queue/room
-- include lib/sale/grace
-- include lib/queue/place-reply
-- include lib/queue/standing
-- include lib/queue/state-reply
local record = redis.call('HGET', places_key, member)
local recorded, mark = string.match(record or '0 ', '^(%d+) ?(%a?)$')
recorded = tonumber(recorded)
if recorded > place then
  return { 'QUEUE_TOKEN_EXPIRED' }
elseif recorded == place and mark ~= '' then
  return place_reply(place, mark == 'd' and 'done' or 'left', 0, -1, 0)
elseif recorded == place then
  return state_reply(place)
end

-- include lib/queue/lost
local is_in_time = now < tonumber(redis.call('HGET', queue_key, 'restore_until') or 0)
if place <= head then
  redis.call('HSET', places_key, member, place)
  -- The head has passed it: it is called again before the head moves on.
  if is_in_time and not is_over and place_state(place) == 'expired' then
    redis.call('ZADD', returning_key, place, place)
  end
  return state_reply(place)
end
if place > next_place then
  mark_left(next_place + 1, place)
  next_place, is_in_time = place, true
end
if redis.call('GETBIT', left_key, place) == 1 then
  if not is_in_time then
    redis.call('HSET', places_key, member, place .. ' l')
    return place_reply(place, 'left', 0, -1, 0)
  end
  redis.call('SETBIT', left_key, place, 0)
  waiting = waiting + 1
  -- It stands before others again: a departure that no tick lists makes every client ask anew.
  left_seq = left_seq + 1
  redis.call('DEL', departures_key)
end
redis.call('HSET', places_key, member, place)
redis.call('HSET', queue_key, 'next', next_place, 'waiting', waiting, 'left_seq', left_seq)
return state_reply(place)
