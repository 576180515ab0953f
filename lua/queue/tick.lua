#!lua
-- queue/tick: numbers the next tick, announces departures, and journals the last place given and
-- the head whenever they have changed: what a rebuilt waiting room starts from.
--
-- KEYS    1 control  2 journal  3 sale  4 queue  5 departures
-- ARGV    1 generation  2 showtime
-- OK      n (0: no place was ever given) head called left_seq pending waiting per_minute state
--         unsold left…
--         state is as the clock has it: scheduled before the opening, closed after the end;
--         per_minute is 0 while no place is called
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: clients see that a tick is missing and ask for their status
--
local sale_key, queue_key, departures_key = KEYS[3], KEYS[4], KEYS[5]
local showtime = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/recovered
-- include lib/sale/as-of-now
local ANNOUNCED_MAX = 200
local stored, opens_at, closes_at, per_minute, unsold, mode = unpack(redis.call('HMGET', sale_key,
  'state', 'opens_at', 'closes_at', 'per_minute', 'unsold', 'mode'))
if not stored then
  return { 'SHOWTIME_NOT_FOUND' }
end
local state, pace = as_of_now(stored, mode, opens_at, closes_at, unsold, per_minute)
local next_place, head, waiting, called, left_seq, tick, journalled = unpack(redis.call('HMGET',
  queue_key, 'next', 'head', 'waiting', 'called', 'left_seq', 'tick', 'journalled'))
next_place, head, tick = next_place or '0', head or '0', tonumber(tick or 0)
local left, pending = {}, 0
if next_place ~= '0' then
  tick = tick + 1
  local mark = next_place .. ' ' .. head
  -- Only under the lease: a shard that recovers compares its journal, which must hold still.
  if journalled ~= mark and now < lease_until then
    -- include lib/shard/journal
    append('queue', 'queue/tick:' .. showtime .. ':' .. tick, showtime, next_place, head)
    -- include lib/shard/commit
    redis.call('HSET', queue_key, 'journalled', mark)
  end
  redis.call('HSET', queue_key, 'tick', tick)
  left = redis.call('LPOP', departures_key, ANNOUNCED_MAX) or {}
  pending = redis.call('LLEN', departures_key)
end
return { 'OK', tick, head, called or 0, left_seq or 0, pending, waiting or 0,
  pace, state, unsold, unpack(left) }
