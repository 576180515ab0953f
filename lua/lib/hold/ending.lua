-- lib/hold/ending (functions): the end of a hold, whichever script meets it.
--
-- NEEDS    showtime now active_key sessions_key holds_key counts_until parse_hold is_lapsed
--          member_has put_member without stock_after put_stock put_seats AVAILABLE put_over append
-- GIVES    end_hold
-- REFUSES  none
--

-- The slot of the hold's place falls back to the end of its booking session, or to a later
-- deadline of another live hold; when that is past too, the slot is the next place's.
local function put_slot(place, live)
  local slot = tonumber(redis.call('HGET', sessions_key, place) or 0)
  local lasts = counts_until(slot, 0) > now
  for other in string.gmatch(live, '[^,]+') do
    local hold = parse_hold(redis.call('HGET', holds_key, other))
    if hold.place == place and not is_lapsed(hold) then
      slot, lasts = math.max(slot, hold.deadline), true
    end
  end
  if lasts then
    redis.call('ZADD', active_key, 'XX', slot, place)
  else
    redis.call('ZREM', active_key, place)
    redis.call('HDEL', sessions_key, place)
  end
end

-- Ends a hold as released (R) or expired (E): its seats and units come back; its record stays to
-- answer repetitions.
local function end_hold(hold_id, hold, status)
  local count, live = member_has(hold.member)
  count = count - hold.quantity
  live = without(live, hold_id)
  local stock, rest = stock_after(hold.area, hold.quantity)
  append('ended', status == 'R' and 'seat/release:' .. hold.op or 'seat/expire:' .. hold_id,
    showtime, hold_id, hold.member, status == 'R' and 'released' or 'expired', hold.seats,
    hold.area, hold.quantity, count, stock)
  put_seats(hold.seats, AVAILABLE, nil)
  put_stock(hold.area, stock, rest)
  put_member(hold.member, count, live)
  put_slot(hold.place, live)
  hold.status = status
  put_over(hold_id, hold)
end
