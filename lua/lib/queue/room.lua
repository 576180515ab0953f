-- What every script of the waiting room reads: the sale, the counters of the queue, one place, and
-- the reply they all give (lua/README.md, "Waiting room"). Needs lib/grace and the locals
-- sale_key, queue_key, called_key, active_key, sessions_key, returning_key, left_key.
-- include lib/sale-clock
local ENTER_MS, PARK_MS = 30000, 300000

-- A shard that is being rebuilt knows neither its showtimes nor the last place it gave.
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
local sale = redis.call('HMGET', sale_key, 'state', 'mode', 'queue_opens_at', 'opens_at',
  'closes_at', 'max_active', 'per_minute', 'session_ms', 'unsold', 'paused_from', 'paused_at',
  'resumed_at')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
local sale_state = state_now(sale[1], sale[4], sale[5])
local is_over = sale_state == 'closed' or sale_state == 'cancelled'
local pace = pace_of(sale_state, sale[2], sale[9], sale[7])
local queue = redis.call('HMGET', queue_key, 'next', 'head', 'waiting', 'called', 'left_seq',
  'tick')
local next_place, head, waiting = tonumber(queue[1] or 0), tonumber(queue[2] or 0),
  tonumber(queue[3] or 0)
local called_so_far, left_seq, tick = tonumber(queue[4] or 0), queue[5] or 0, queue[6] or 0

local function counts(deadline)
  return counts_until(tonumber(deadline), 0, tonumber(sale[10]), tonumber(sale[11]),
    tonumber(sale[12]))
end

-- One who is called and does not enter in time is parked for 5 minutes from then on.
local function parked_until(enter_by)
  return math.max(counts(enter_by) + PARK_MS, counts(enter_by + PARK_MS))
end

-- A deadline as it is told: in a pause, where it would be if the pause ended now.
local function told(deadline)
  return deadline < NEVER and deadline or now + GRACE_MS
end

-- Status of a place that was neither left nor done, and its deadline. Once the sale is over only
-- sessions go on: nobody else will be called.
local function place_state(place)
  if place > head then
    return is_over and 'expired' or 'waiting', 0
  end
  local slot_ends = redis.call('ZSCORE', active_key, place)
  if slot_ends and counts(slot_ends) > now then
    return 'admitted', told(counts(redis.call('HGET', sessions_key, place) or slot_ends))
  elseif is_over then
    return 'expired', 0
  end
  local enter_by = tonumber(redis.call('ZSCORE', called_key, place) or nil)
  if enter_by and counts(enter_by) > now then
    return 'called', told(counts(enter_by))
  elseif enter_by and parked_until(enter_by) > now then
    return 'parked', told(parked_until(enter_by))
  elseif redis.call('ZSCORE', returning_key, place) then
    return 'returning', 0
  end
  return 'expired', 0
end

-- How many wait before a place: counted only when somebody asks from the middle.
local function ahead_of(place, status)
  if status == 'waiting' then
    local between = place - head - 1
    if between > 0 then
      between = between - redis.call('BITCOUNT', left_key, head + 1, place - 1, 'BIT')
    end
    return between
  end
  return status == 'called' and 0 or -1
end

local function place_reply(place, status, deadline, ahead, created)
  return { 'OK', status, place, ahead, deadline, tick, head, called_so_far, left_seq, waiting,
    pace, created }
end

local function state_reply(place)
  local status, deadline = place_state(place)
  return place_reply(place, status, deadline, ahead_of(place, status), 0)
end
