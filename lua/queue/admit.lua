#!lua
-- queue/admit: calls the next places, as many as slots are free and the rate allows.
--
-- KEYS    1 control  2 sale  3 queue  4 called  5 active  6 sessions  7 returning  8 left
-- ARGV    1 generation  2 limit (≤ 500)
-- OK      called_now head waiting free more(0|1: the limit alone ended this call)
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: what is free and what the rate allows is computed from state each time
--
local sale_key, queue_key, called_key, active_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8]
local limit = math.min(tonumber(ARGV[2]), 500)
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/lease
-- Asked ten times a second for every showtime: an empty line is answered before all else is read.
local in_front, last_called = unpack(redis.call('HMGET', queue_key, 'waiting', 'head'))
local coming = redis.call('ZCARD', returning_key)
if coming == 0 and (in_front or '0') == '0' then
  if redis.call('EXISTS', sale_key) == 0 then
    return { 'SHOWTIME_NOT_FOUND' }
  end
  return { 'OK', 0, last_called or 0, 0, 0, 0 }
end
-- include lib/sale/as-of-now
-- include lib/queue/room
-- include lib/sale/grace
-- include lib/queue/slots
local free = is_admitting() and free_slots() or 0
if free == 0 then
  return { 'OK', 0, head, waiting, 0, 0 }
end
-- include lib/queue/call
local in_line = waiting + coming
local tokens = mode == 'open' and free or tokens_now()
local count = math.min(limit, free, math.floor(tokens + ROUNDING), in_line)
if count > 0 then
  forget_lapsed()
  count = call_next(count)
  if mode ~= 'open' then
    tokens = tokens - count
    redis.call('HSET', queue_key, 'tokens', string.format('%.17g', tokens), 'filled_at', now)
  end
end
local more = count == limit and count < free and tokens >= 1 and count < in_line
return { 'OK', count, head, waiting, free - count, more and 1 or 0 }
