#!lua
-- queue/tick: numbers the next tick, announces departures, and journals the last place given and
-- the head whenever they have changed: what a rebuilt waiting room starts from.
--
-- KEYS    1 control  2 journal  3 sale  4 queue  5 departures
-- ARGV    1 generation  2 showtime
-- OK      n head called left_seq pending waiting per_minute state unsold left…
--         state is as the clock has it: scheduled before the opening, closed after the end;
--         per_minute is 0 while nobody is called
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} while the shard is rebuilt
-- RETRY   safe: clients see that a tick is missing and ask for their status
--
local sale_key, queue_key, departures_key = KEYS[3], KEYS[4], KEYS[5]
local showtime = ARGV[2]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/journal
-- include lib/sale-clock
local ANNOUNCED_MAX = 200
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local sale = redis.call('HMGET', sale_key, 'state', 'opens_at', 'closes_at', 'per_minute', 'unsold',
  'mode')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
local state = state_now(sale[1], sale[2], sale[3])
local queue = redis.call('HMGET', queue_key, 'next', 'head', 'waiting', 'called', 'left_seq',
  'tick', 'journalled')
local next_place, head, tick = queue[1] or '0', queue[2] or '0', tonumber(queue[6] or 0)
local left, pending = {}, 0
if next_place ~= '0' then
  tick = tick + 1
  local mark = next_place .. ' ' .. head
  -- Only under the lease: a shard that recovers compares its journal, which must hold still.
  if queue[7] ~= mark and now < lease_until then
    append('queue', 'queue/tick:' .. showtime .. ':' .. tick, showtime, next_place, head)
    commit()
    redis.call('HSET', queue_key, 'journalled', mark)
  end
  redis.call('HSET', queue_key, 'tick', tick)
  left = redis.call('LPOP', departures_key, ANNOUNCED_MAX) or {}
  pending = redis.call('LLEN', departures_key)
end
return { 'OK', tick, head, queue[4] or 0, queue[5] or 0, pending, queue[3] or 0,
  pace_of(state, sale[6], sale[5], sale[4]), state, sale[5], unpack(left) }
