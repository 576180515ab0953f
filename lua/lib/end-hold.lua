-- The end of a hold, by whoever meets it.
-- Needs lib/holds, lib/shard/journal, active_key, sessions_key.

-- The owner's slot falls back to the end of his session, or to a later deadline of what else he
-- holds; when that is over too it is the next one's.
local function put_slot(place, live)
  local slot = tonumber(redis.call('HGET', sessions_key, place) or 0)
  local lasts = counts_until(slot, 0, sale_pauses[1], sale_pauses[2], sale_pauses[3]) > now
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

-- A hold that is over: its seats and units come back; its record stays to answer repetitions.
local function end_hold(id, hold, status, op)
  local count, live = member_has(hold.member)
  count = count - hold.quantity
  live = without(live, id)
  local left, rest = stock_after(hold.area, hold.quantity)
  append('ended', op, showtime, id, hold.member, status == 'R' and 'released' or 'expired',
    hold.seats, hold.area, hold.quantity, count, left)
  put_seats(hold.seats, AVAILABLE, nil)
  put_stock(hold.area, left, rest)
  put_member(hold.member, count, live)
  put_slot(hold.place, live)
  hold.status = status
  put_hold(id, hold)
  redis.call('ZADD', deadlines_key,
    math.max(hold.deadline, hold.made + REMEMBER_MS) + FORGET_MS, id)
end

-- Ends the lapsed holds in somebody's way, each whole and with its own entry before the taker's.
local function end_lapsed(lapsed)
  local ids = {}
  for id in pairs(lapsed) do
    ids[#ids + 1] = id
  end
  table.sort(ids)
  for _, id in ipairs(ids) do
    end_hold(id, lapsed[id], 'E', 'seat/expire:' .. id)
  end
end
