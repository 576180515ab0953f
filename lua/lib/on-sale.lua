-- A new hold needs an open sale, the caller's layout and a running session, whose end it never
-- moves. Needs sale_key, sessions_key, layout and place.
local sale = redis.call('HMGET', sale_key, 'state', 'layout', 'opens_at', 'closes_at', 'hold_ms',
  'max_per_user')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
local closes_at, max_per_user = tonumber(sale[4]), tonumber(sale[6])
if sale[1] == 'closed' or sale[1] == 'cancelled' or (closes_at > 0 and now >= closes_at) then
  return { 'SALE_CLOSED' }
elseif now < tonumber(sale[3]) then
  return { 'SALE_NOT_OPEN', sale[3] }
elseif sale[1] == 'paused' then
  return { 'SALE_PAUSED' }
elseif sale[2] ~= layout then
  return { 'LAYOUT_CHANGED' }
end
local session_end = tonumber(redis.call('HGET', sessions_key, place) or 0)
if session_end <= now then
  -- include lib/pauses
  if session_end == 0 or
    counts_until(session_end, 0, sale_pauses[1], sale_pauses[2], sale_pauses[3]) <= now then
    return { 'QUEUE_NOT_READY' }
  end
end
