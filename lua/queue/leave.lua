#!lua
-- queue/leave: gives a place up for good; the places behind it move up, or a slot becomes free.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
--         10 departures
-- ARGV    1 generation  2 member  3 place
-- OK      place reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"QUEUE_TOKEN_EXPIRED"} another place is the member's
--         {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation} {"NO_RECORD"} queue/resume first
-- RETRY   safe: a place that was left, done or expired answers so and changes nothing
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
-- include lib/queue/own-place
local status = place_state(place)
if status == 'expired' then
  return place_reply(place, status, 0, -1, 0)
end

redis.call('HSET', places_key, member, place .. ' l')
if status == 'waiting' then
  waiting, left_seq = waiting - 1, left_seq + 1
  redis.call('SETBIT', left_key, place, 1)
  redis.call('RPUSH', departures_key, place)
  redis.call('HSET', queue_key, 'waiting', waiting, 'left_seq', left_seq)
else
  redis.call('ZREM', called_key, place)
  redis.call('ZREM', returning_key, place)
  redis.call('ZREM', active_key, place)
  redis.call('HDEL', sessions_key, place)
end
return place_reply(place, 'left', 0, -1, 0)
