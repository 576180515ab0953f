-- lib/queue/call (functions): calls places: the returning first, then the head moves on.
--
-- NEEDS    now limit next_place head waiting called_so_far per_minute queue_key active_key
--          sessions_key called_key returning_key left_key lapsed_by ENTER_MS
--          PARK_MS
-- GIVES    forget_lapsed tokens_now call_next ROUNDING head waiting called_so_far
-- REFUSES  none
--

-- What is over needs no place in Redis: absent from all sets is expired. As many are forgotten as
-- may be called, so that no set grows.
local function forget_lapsed()
  local over = redis.call('ZRANGEBYSCORE', active_key, '-inf', lapsed_by(now), 'LIMIT', 0, limit)
  if #over > 0 then
    redis.call('ZREM', active_key, unpack(over))
    redis.call('HDEL', sessions_key, unpack(over))
  end
  local expired = math.min(lapsed_by(now - PARK_MS), lapsed_by(now) - PARK_MS)
  local gone = redis.call('ZRANGEBYSCORE', called_key, '-inf', expired, 'LIMIT', 0, limit)
  if #gone > 0 then
    redis.call('ZREM', called_key, unpack(gone))
  end
end

-- What a sum of fractions may lack must not hold up a place that is due.
local ROUNDING = 1e-9

-- The bucket: at most a second's worth, never less than one; a new one has one token.
local function tokens_now()
  local stored, filled_at = unpack(redis.call('HMGET', queue_key, 'tokens', 'filled_at'))
  local rate = tonumber(per_minute)
  local tokens = tonumber(stored or 1)
  if filled_at then
    tokens = tokens + math.max(0, now - tonumber(filled_at)) * rate / 60000
  end
  return math.min(math.max(1, rate / 60), tokens)
end

-- BITPOS for 0 on a missing key answers 0 whatever its start: nothing is asked past the bitmap.
local left_bits
local function next_bit(bit, place, none)
  if place >= left_bits then
    return none
  end
  local found = redis.call('BITPOS', left_key, bit, place, -1, 'BIT')
  return found < 0 and none or found
end

-- Moves the head over `count` waiting places; runs of places that left are skipped at once.
local function take_waiting(count, into)
  left_bits = redis.call('STRLEN', left_key) * 8
  local place, taken = head + 1, 0
  while taken < count and place <= next_place do
    place = next_bit(0, place, math.max(place, left_bits))
    local run_ends = math.min(next_bit(1, place, next_place + 1) - 1, next_place)
    while place <= run_ends and taken < count do
      into[#into + 1] = now + ENTER_MS
      into[#into + 1] = place
      place, taken = place + 1, taken + 1
    end
  end
  head = math.min(place - 1, next_place)
  waiting, called_so_far = waiting - taken, called_so_far + taken
  redis.call('HSET', queue_key, 'head', head, 'waiting', waiting, 'called', called_so_far)
end

local function call_next(count)
  local calls = {}
  local back = redis.call('ZRANGE', returning_key, 0, count - 1)
  for _, place in ipairs(back) do
    calls[#calls + 1] = now + ENTER_MS
    calls[#calls + 1] = place
  end
  if #back > 0 then
    redis.call('ZREM', returning_key, unpack(back))
  end
  if #back < count then
    take_waiting(count - #back, calls)
  end
  if #calls > 0 then
    redis.call('ZADD', called_key, unpack(calls))
  end
  return #calls / 2
end
