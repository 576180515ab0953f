-- lib/queue/standing (functions): where a place stands (lua/README.md, "Waiting room").
--
-- NEEDS    now is_over head active_key sessions_key called_key returning_key left_key counts_until
--          NEVER GRACE_MS PARK_MS
-- GIVES    place_state ahead_of
-- REFUSES  none
--

-- A place that is called and does not enter in time is parked for 5 minutes from then on.
local function parked_until(enter_by)
  return math.max(counts_until(enter_by, 0) + PARK_MS, counts_until(enter_by + PARK_MS, 0))
end

-- A deadline as it is shown: in a pause, where it would be if the pause ended now.
local function shown(deadline)
  return deadline < NEVER and deadline or now + GRACE_MS
end

-- Status of a place that was neither left nor done, and its deadline. Once the sale is over only
-- booking sessions go on: no other place will be called.
local function place_state(place)
  if place > head then
    return is_over and 'expired' or 'waiting', 0
  end
  local slot_ends = redis.call('ZSCORE', active_key, place)
  if slot_ends and counts_until(tonumber(slot_ends), 0) > now then
    local session_end = redis.call('HGET', sessions_key, place) or slot_ends
    return 'admitted', shown(counts_until(tonumber(session_end), 0))
  elseif is_over then
    return 'expired', 0
  end
  local enter_by = tonumber(redis.call('ZSCORE', called_key, place) or nil)
  if enter_by and counts_until(enter_by, 0) > now then
    return 'called', shown(counts_until(enter_by, 0))
  elseif enter_by and parked_until(enter_by) > now then
    return 'parked', shown(parked_until(enter_by))
  elseif redis.call('ZSCORE', returning_key, place) then
    return 'returning', 0
  end
  return 'expired', 0
end

-- How many wait before a place: counted only for a place in the middle.
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
