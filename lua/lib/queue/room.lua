-- lib/queue/room (step): what a script of the waiting room reads first: the sale and the counters
-- of the queue (lua/README.md, "Waiting room").
--
-- NEEDS    sale_key queue_key as_of_now
-- GIVES    state max_active session_ms sale_paused_from sale_paused_at sale_resumed_at is_over pace
--          next_place head waiting called_so_far left_seq tick PARK_MS
-- REFUSES  {"SHOWTIME_NOT_FOUND"}
--
-- include lib/queue/times
local state, mode, opens_at, closes_at, max_active, per_minute, session_ms, unsold,
  sale_paused_from, sale_paused_at, sale_resumed_at = unpack(redis.call('HMGET', sale_key, 'state',
  'mode', 'opens_at', 'closes_at', 'max_active', 'per_minute', 'session_ms', 'unsold',
  'paused_from', 'paused_at', 'resumed_at'))
if not state then
  return { 'SHOWTIME_NOT_FOUND' }
end
sale_paused_from, sale_paused_at, sale_resumed_at =
  tonumber(sale_paused_from), tonumber(sale_paused_at), tonumber(sale_resumed_at)
local by_the_clock, pace = as_of_now(state, mode, opens_at, closes_at, unsold, per_minute)
local is_over = by_the_clock == 'closed' or by_the_clock == 'cancelled'
local next_place, head, waiting, called_so_far, left_seq, tick = unpack(redis.call('HMGET',
  queue_key, 'next', 'head', 'waiting', 'called', 'left_seq', 'tick'))
next_place, head, waiting = tonumber(next_place or 0), tonumber(head or 0), tonumber(waiting or 0)
called_so_far, left_seq, tick = tonumber(called_so_far or 0), left_seq or 0, tick or 0
