-- Who may go in now, computed from state alone: any node may ask at any time with the same result.
-- Needs lib/queue/room.

-- Every deadline up to this one was over at `at`, pauses counted in: a deadline that counts never
-- falls as the deadline rises, and bends only where a pause began.
local function lapsed_by(at)
  local lapsed = 0
  for _, bend in ipairs({ at, paused_from, tonumber(sale[10]) }) do
    if bend <= at and bend > lapsed and counts(bend) <= at then
      lapsed = bend
    end
  end
  return lapsed
end

local function is_admitting()
  return pace ~= 0 and now < lease_until
end

-- Slots that neither a running session, nor a hold, nor somebody called and on his way has.
local function free_slots()
  local after = string.format('(%.0f', lapsed_by(now))
  return math.max(0, tonumber(sale[6]) - redis.call('ZCOUNT', active_key, after, '+inf')
    - redis.call('ZCOUNT', called_key, after, '+inf'))
end

-- Starts the booking session of a place; answers its end.
local function let_in(place)
  local ends = now + tonumber(sale[8])
  redis.call('ZADD', active_key, ends, place)
  redis.call('HSET', sessions_key, place, ends)
  return ends
end
