#!lua
-- queue/recover: makes a waiting room whose last moments may be lost safe to go on with: on a Redis
-- that has not served it before. New places start a million above every number that was given;
-- what is not known to wait counts as left until its token is presented, for 5 minutes.
--
-- KEYS    1 control  2 journal  3 queue  4 left  5 departures
-- ARGV    1 generation  2 showtime
-- OK      next head recovered(0|1)
-- REFUSE  {"SALE_PAUSED"} while the shard is rebuilt
-- RETRY   safe: done once for each run of the server
--
local queue_key, left_key, departures_key = KEYS[3], KEYS[4], KEYS[5]
local showtime = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/journal
-- include lib/queue/lost
local MARGIN, RESTORE_MS = 1000000, 300000
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local queue = redis.call('HMGET', queue_key, 'next', 'head', 'waiting', 'called', 'journalled',
  'served_by')
local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local next_place, head = tonumber(queue[1] or 0), tonumber(queue[2] or 0)
local told_next, told_head = string.match(queue[5] or '0 0', '^(%d+) (%d+)$')
if queue[6] == run_id then
  return { 'OK', next_place, head, 0 }
elseif (queue[6] or queue[5]) == false or math.max(next_place, tonumber(told_next)) == 0 then
  -- A room that has just begun, or will.
  redis.call('HSET', queue_key, 'served_by', run_id)
  return { 'OK', next_place, head, 0 }
end

-- A room that is blank but for what the journal says is known up to its head.
local known = next_place
if not queue[3] and not queue[4] then
  head = math.max(head, tonumber(told_head))
  known = head
end
next_place = math.max(next_place, tonumber(told_next)) + MARGIN
local mark = string.format('%.0f %.0f', next_place, head)
if now < lease_until then
  append('queue', 'queue/recover:' .. showtime .. ':' .. run_id, showtime, next_place, head)
  commit()
  redis.call('HSET', queue_key, 'journalled', mark)
end
mark_left(known + 1, next_place)
-- Counters go on above all that was ever told, with a gap in the departures: clients ask anew.
redis.call('DEL', departures_key)
redis.call('HSET', queue_key, 'next', next_place, 'head', head, 'called', next_place, 'left_seq',
  next_place, 'tick', math.floor(now / 100), 'waiting', queue[3] or 0, 'served_by', run_id,
  'restore_until', now + RESTORE_MS)
return { 'OK', next_place, head, 1 }
