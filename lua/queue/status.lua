#!lua flags=no-writes
-- queue/status: where a place stands.
--
-- KEYS    1 control  2 sale  3 queue  4 places  5 called  6 active  7 sessions  8 returning  9 left
-- ARGV    1 generation  2 member  3 place
-- OK      place reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"QUEUE_TOKEN_EXPIRED"} another place is the member's
--         {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation} {"NO_RECORD"} queue/resume first
-- RETRY   safe: it reads
--
local sale_key, queue_key, places_key, called_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local active_key, sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
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
-- include lib/queue/own-place
return state_reply(place)
