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
-- Asked ten times a second for every showtime, mostly for nothing: what tells so is read first.
local waiting, head = unpack(redis.call('HMGET', queue_key, 'waiting', 'head'))
waiting, head = tonumber(waiting or 0), tonumber(head or 0)
local max_active = redis.call('HGET', sale_key, 'max_active')
if not max_active then
  return { 'SHOWTIME_NOT_FOUND' }
elseif waiting == 0 and redis.call('EXISTS', returning_key) == 0 then
  return { 'OK', 0, head, 0, 0, 0 }
end
-- A slot whose end is to come is taken, whatever a pause does to those that are over.
local to_come = string.format('(%d', now)
if redis.call('ZCOUNT', active_key, to_come, '+inf')
  + redis.call('ZCOUNT', called_key, to_come, '+inf') >= tonumber(max_active) then
  return { 'OK', 0, head, waiting, 0, 0 }
end
-- include lib/sale/as-of-now
local state, mode, opens_at, closes_at, per_minute, unsold = unpack(redis.call('HMGET', sale_key,
  'state', 'mode', 'opens_at', 'closes_at', 'per_minute', 'unsold'))
local _, pace = as_of_now(state, mode, opens_at, closes_at, unsold, per_minute)
if pace == 0 then
  return { 'OK', 0, head, waiting, 0, 0 }
end
-- include lib/sale/pause-times
-- include lib/sale/grace
-- include lib/queue/slots
local free = free_slots()
if free == 0 then
  return { 'OK', 0, head, waiting, 0, 0 }
end
local next_place, called_so_far = unpack(redis.call('HMGET', queue_key, 'next', 'called'))
next_place, called_so_far = tonumber(next_place or 0), tonumber(called_so_far or 0)
local in_line = waiting + redis.call('ZCARD', returning_key)
-- include lib/queue/times
-- include lib/queue/call
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
