-- lib/queue/let-in (functions): a place goes in at once, where a slot is free for it.
--
-- NEEDS    now lease_until pace session_ms active_key sessions_key
-- GIVES    is_admitting let_in
-- REFUSES  none
--
local function is_admitting()
  return pace ~= 0 and now < lease_until
end

-- Starts the booking session of a place; gives its end.
local function let_in(place)
  local ends = now + tonumber(session_ms)
  redis.call('ZADD', active_key, ends, place)
  redis.call('HSET', sessions_key, place, ends)
  return ends
end
