#!lua
-- queue/enter: starts the booking session of a place that was called; one that was parked goes in
-- where a slot is free, else it is called again before the queue moves on.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
-- ARGV    1 generation  2 member  3 place
-- OK      place reply; a place that is not called is answered as it is
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"}
--         {"QUEUE_TOKEN_EXPIRED"} another place is the member's
-- ASK     {"WRONG_GENERATION", generation} {"NO_RECORD"} queue/resume first
-- RETRY   safe: a session that runs is answered and not moved
--
local sale_key, queue_key, places_key, called_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local active_key, sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local member, place = ARGV[2], tonumber(ARGV[3])
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/recovered
-- include lib/sale/as-of-now
-- include lib/queue/room
-- include lib/shard/lease
-- include lib/sale/grace
-- include lib/queue/place-reply
-- include lib/queue/standing
-- include lib/queue/own-place
-- include lib/queue/slots
-- include lib/queue/let-in
local status, deadline = place_state(place)
-- A paused sale lets no place in and ends no enter-by: a place that was called stays called.
if status == 'called' and state == 'open' then
  redis.call('ZREM', called_key, place)
  return place_reply(place, 'admitted', let_in(place), -1, 0)
elseif status == 'parked' then
  redis.call('ZREM', called_key, place)
  if is_admitting() and redis.call('ZCARD', returning_key) == 0 and free_slots() > 0 then
    return place_reply(place, 'admitted', let_in(place), -1, 0)
  end
  redis.call('ZADD', returning_key, place, place)
  return place_reply(place, 'returning', 0, -1, 0)
end
return place_reply(place, status, deadline, ahead_of(place, status), 0)
