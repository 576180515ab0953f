#!lua
-- show/provision: loads what scripts need of a showtime. Repeated, it fills in what is missing and
-- refreshes the times; seats that are held or sold, the live policy and the state stay.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 plan  6 rows  7 prices  8 stock
-- ARGV    1 generation  2 showtime  3 layout  4 seat_count  5 plan  6 rows  7 prices
--         8 queue_opens_at  9 opens_at  10 closes_at  11 mode  12 max_active  13 per_minute
--         14 hold_ms  15 session_ms  16 max_per_user  17 area_count  18.. (capacity class)…
-- OK      layout (the one in force)  created(0|1)
-- REFUSE  {"LAYOUT_FROZEN"} another layout after opening, or when something is held or sold
--         {"SALE_PAUSED"} something new without a lease
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the same layout again changes nothing but times; an older one nothing at all
--
local sale_key, seats_key, plan_key, rows_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local prices_key, stock_key = KEYS[7], KEYS[8]
local showtime, layout, seat_count = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local area_count = tonumber(ARGV[17])
-- include lib/shard/control
-- include lib/shard/clock
local in_force = tonumber(redis.call('HGET', sale_key, 'layout') or 0)
local opens_at = tonumber(redis.call('HGET', sale_key, 'opens_at') or 0)

local function is_touched()
  if string.find(redis.call('GET', seats_key) or '', '[\1\2]') then
    return true
  end
  for _, stock in ipairs(redis.call('HVALS', stock_key)) do
    local left, capacity = string.match(stock, '^(%d+) (%d+)')
    if left ~= capacity then
      return true
    end
  end
end

if layout < in_force then
  return { 'OK', in_force, 0 }
elseif in_force > 0 and layout > in_force and (now >= opens_at or is_touched()) then
  return { 'LAYOUT_FROZEN' }
end
-- A shard that is rebuilt has the entry in its history already; without a lease nothing is added.
if layout ~= in_force and rebuilding == 0 and now >= lease_until then
  return { 'SALE_PAUSED' }
end

local units = 0
for area = 0, area_count - 1 do
  units = units + tonumber(ARGV[18 + area * 2])
end
if layout ~= in_force then
  if rebuilding == 0 then
    -- include lib/shard/journal
    local unsold = seat_count + units
    append('provisioned', 'show/provision:' .. showtime .. ':' .. layout, showtime, layout,
      seat_count, unsold)
    -- include lib/shard/commit
  end
  if in_force > 0 then
    redis.call('DEL', seats_key, stock_key)
    redis.call('HDEL', sale_key, 'unsold')
  end
end
local have = redis.call('STRLEN', seats_key)
if have < seat_count then
  redis.call('SETRANGE', seats_key, have, string.rep('\0', seat_count - have))
end
redis.call('SET', plan_key, ARGV[5])
redis.call('SET', rows_key, ARGV[6])
redis.call('SET', prices_key, ARGV[7])
for area = 0, area_count - 1 do
  local capacity, class = ARGV[18 + area * 2], ARGV[19 + area * 2]
  redis.call('HSETNX', stock_key, area, capacity .. ' ' .. capacity .. ' ' .. class)
end
-- The fields most read come first: Redis searches a hash as small as this one from its beginning.
redis.call('HSETNX', sale_key, 'state', 'open')
redis.call('HSET', sale_key, 'layout', layout, 'opens_at', ARGV[9], 'closes_at', ARGV[10],
  'queue_opens_at', ARGV[8])
local initial = { 'hold_ms', ARGV[14], 'max_per_user', ARGV[16], 'mode', ARGV[11], 'per_minute',
  ARGV[13], 'unsold', seat_count + units, 'max_active', ARGV[12], 'paused_from', 0, 'paused_at', 0,
  'resumed_at', 0, 'session_ms', ARGV[15], 'op', '-' }
for i = 1, #initial, 2 do
  redis.call('HSETNX', sale_key, initial[i], initial[i + 1])
end
return { 'OK', layout, layout ~= in_force and 1 or 0 }
