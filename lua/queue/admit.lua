#!lua
-- queue/admit: calls the next places, as many as slots are free and the rate allows.
--
-- KEYS    1 control  2 sale  3 queue  4 called  5 active  6 sessions  7 returning  8 left
-- ARGV    1 generation  2 limit (≤ 500)
-- OK      called_now head waiting free more(0|1: the limit alone ended this call)
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"}
-- RETRY   safe: what is free and what the rate allows is computed from state each time
--
local sale_key, queue_key, called_key, active_key = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local sessions_key, returning_key, left_key = KEYS[6], KEYS[7], KEYS[8]
local limit = math.min(tonumber(ARGV[2]), 500)
-- include lib/control
-- include lib/clock
-- include lib/grace
-- include lib/queue
-- include lib/lease
-- include lib/queue-slots
-- include lib/queue-call
local cleaned = forget_lapsed()
local in_line = waiting + redis.call('ZCARD', returning_key)
local free = (in_line > 0 and is_admitting()) and free_slots() or 0
local tokens = sale[2] == 'open' and free or tokens_now()
local count = math.min(limit, free, math.floor(tokens + ROUNDING), in_line)
if count > 0 then
  count = call_next(count)
  if sale[2] ~= 'open' then
    tokens = tokens - count
    redis.call('HSET', queue_key, 'tokens', string.format('%.17g', tokens), 'filled_at', now)
  end
end
local more = cleaned == limit or (count == limit and count < free and tokens >= 1
  and count < in_line)
return { 'OK', count, head, waiting, free - count, more and 1 or 0 }
