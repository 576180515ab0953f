-- lib/sale/on-sale (step): a new hold needs an open sale, the caller's layout and a running booking
-- session, whose end it never moves.
--
-- NEEDS    sale_key sessions_key layout place now with_holds holds
-- GIVES    hold_ms max_per_user session_end holds
-- REFUSES  {"SHOWTIME_NOT_FOUND"} {"SALE_CLOSED"} {"SALE_NOT_OPEN", at} {"SALE_PAUSED"}
--          {"LAYOUT_CHANGED"} {"QUEUE_NOT_READY"}
--
local state, in_force, opens_at, closes_at, hold_ms, max_per_user = unpack(redis.call('HMGET',
  sale_key, 'state', 'layout', 'opens_at', 'closes_at', 'hold_ms', 'max_per_user'))
if not state then
  return { 'SHOWTIME_NOT_FOUND' }
end
if state == 'closed' or state == 'cancelled'
  or (closes_at ~= '0' and now >= tonumber(closes_at)) then
  return { 'SALE_CLOSED' }
elseif now < tonumber(opens_at) then
  return { 'SALE_NOT_OPEN', opens_at }
elseif state == 'paused' then
  return { 'SALE_PAUSED' }
elseif in_force ~= layout then
  return { 'LAYOUT_CHANGED' }
end
local session_end = tonumber(redis.call('HGET', sessions_key, place) or 0)
if session_end == 0 then
  return { 'QUEUE_NOT_READY' }
elseif session_end <= now then
  holds = holds or with_holds()
  if holds.counts_until(session_end, 0) <= now then
    return { 'QUEUE_NOT_READY' }
  end
end
