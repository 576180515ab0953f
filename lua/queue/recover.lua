#!lua
-- queue/recover: makes a waiting room whose last moments may be lost safe to go on with: on a Redis
-- that has not served it before. New places start a million above every number that was given;
-- what is not known to wait counts as left until its token is presented, for 5 minutes.
--
-- KEYS    1 control  2 journal  3 queue  4 left  5 departures
-- ARGV    1 generation  2 showtime
-- OK      next head recovered(0|1)
-- REFUSE  {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: done once for each run of the server
--
local queue_key, left_key, departures_key = KEYS[3], KEYS[4], KEYS[5]
local showtime = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/recovered
local next_place, head, waiting, called, journalled, served_by = unpack(redis.call('HMGET',
  queue_key, 'next', 'head', 'waiting', 'called', 'journalled', 'served_by'))
local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local known = tonumber(next_place or 0)
head = tonumber(head or 0)
local journalled_next, journalled_head = string.match(journalled or '0 0', '^(%d+) (%d+)$')
if served_by == run_id then
  return { 'OK', known, head, 0 }
elseif not (served_by or journalled) or math.max(known, tonumber(journalled_next)) == 0 then
  -- A room that has just begun, or will.
  redis.call('HSET', queue_key, 'served_by', run_id)
  return { 'OK', known, head, 0 }
end

-- include lib/shard/journal
-- include lib/queue/lost
local MARGIN, RESTORE_MS = 1000000, 300000
next_place = math.max(known, tonumber(journalled_next)) + MARGIN
-- A room that is blank but for what the journal says is known up to its head.
if not waiting and not called then
  head = math.max(head, tonumber(journalled_head))
  known = head
end
if now < lease_until then
  append('queue', 'queue/recover:' .. showtime .. ':' .. run_id, showtime, next_place, head)
  -- include lib/shard/commit
  redis.call('HSET', queue_key, 'journalled', string.format('%.0f %.0f', next_place, head))
end
mark_left(known + 1, next_place)
-- Counters go on above all that was ever shown, with a gap in the departures: clients ask anew.
redis.call('DEL', departures_key)
redis.call('HSET', queue_key, 'next', next_place, 'head', head, 'called', next_place, 'left_seq',
  next_place, 'tick', math.floor(now / 100), 'waiting', waiting or 0, 'served_by', run_id,
  'restore_until', now + RESTORE_MS)
return { 'OK', next_place, head, 1 }
