#!lua
-- queue/recover: makes a waiting room whose last moments may be lost safe to go on with. New places
-- start a million above every number that was given; what is not known to wait counts as left until
-- its token is presented again, for 5 minutes.
--
-- KEYS    1 control  2 journal  3 queue  4 left
-- ARGV    1 generation  2 showtime  3 next  4 head (both of the last journalled tick, else 0)
-- OK      next head
-- REFUSE  none but {"WRONG_GENERATION"}
-- RETRY   safe: done once per generation
--
local queue_key, left_key = KEYS[3], KEYS[4]
local showtime, journalled_next, journalled_head = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
-- include lib/control
-- include lib/clock
-- include lib/journal
-- include lib/queue-lost
local MARGIN, RESTORE_MS = 1000000, 300000
local queue = redis.call('HMGET', queue_key, 'next', 'head', 'tick', 'recovered')
local next_place, head = tonumber(queue[1] or 0), tonumber(queue[2] or journalled_head)
if queue[4] == ARGV[1] or (next_place == 0 and journalled_next == 0) then
  return { 'OK', next_place, head }
end

-- What Redis still has it knows who waits for; above it, and in a blank queue, nobody is known.
local known = queue[1] and next_place or head
next_place = math.max(next_place, journalled_next) + MARGIN
if rebuilding == 0 then
  append('queue', 'queue/recover:' .. showtime .. ':' .. ARGV[1], showtime, next_place, head)
  commit()
end
mark_left(known + 1, next_place)
-- Ticks go on above every number that was told; clients see one missing and ask for their status.
local tick = math.max(tonumber(queue[3] or 0) + 2, math.floor(now / 100))
redis.call('HSET', queue_key, 'next', next_place, 'head', head, 'tick', tick, 'recovered',
  ARGV[1], 'restore_until', now + RESTORE_MS)
return { 'OK', next_place, head }
