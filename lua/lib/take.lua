-- What a hold of seats or units needs to be made: every check first (take_*), then one write (make).
-- Needs lib/holds, plan_key, prices_key, active_key, sessions_key, and `member`, `sale`.

-- The sale's own refusal of new holds, or nil.
local function sale_refusal(layout)
  local opens_at, closes_at = tonumber(sale[3]), tonumber(sale[4])
  if sale[1] == 'closed' or sale[1] == 'cancelled' or (closes_at > 0 and now >= closes_at) then
    return { 'SALE_CLOSED' }
  elseif now < opens_at then
    return { 'SALE_NOT_OPEN', string.format('%.0f', opens_at) }
  elseif sale[1] == 'paused' then
    return { 'SALE_PAUSED' }
  elseif sale[2] ~= layout then
    return { 'LAYOUT_CHANGED' }
  end
end

-- The session must be running: a hold never moves its end.
local function session_refusal(place)
  local ends = redis.call('HGET', sessions_key, place)
  if not ends or
    counts_until(tonumber(ends), 0, sale_pauses[1], sale_pauses[2], sale_pauses[3]) <= now then
    return { 'QUEUE_NOT_READY' }
  end
end

-- Looks at the wanted seats: the total, the lapsed holds in the way, or the refusal.
-- `mine` is the hold that may give its own seats to itself (change).
local function take_seats(first, last, mine)
  local total, lapsed, taken = 0, {}, {}
  local prices = redis.call('GET', prices_key)
  for i = first, last do
    local seat = ARGV[i]
    local state = redis.call('GETRANGE', seats_key, seat, seat)
    if state == '' then
      return nil, { 'SEAT_UNKNOWN', seat }
    elseif state == HELD then
      local id = redis.call('HGET', owners_key, seat)
      if id ~= mine and not lapsed[id] then
        local hold = parse_hold(redis.call('HGET', holds_key, id))
        if is_lapsed(hold) then
          lapsed[id] = hold
        else
          taken[#taken + 1] = seat
        end
      end
    elseif state ~= AVAILABLE then
      taken[#taken + 1] = seat
    end
    local class = bit.band(string.byte(redis.call('GETRANGE', plan_key, seat, seat)), 31)
    total = total + struct.unpack('<d', prices, class * 8 + 1)
  end
  if #taken > 0 then
    return nil, { 'SEAT_TAKEN', unpack(taken) }
  end
  return { total = total, lapsed = lapsed }
end

local function take_area(area, quantity)
  local stock = redis.call('HGET', stock_key, area)
  if not stock then
    return nil, { 'AREA_UNKNOWN', area }
  end
  local left, class = string.match(stock, '^(%d+) %d+ (%d+)$')
  if tonumber(left) < quantity then
    return nil, { 'OUT_OF_STOCK', left }
  end
  local price = struct.unpack('<d', redis.call('GET', prices_key), tonumber(class) * 8 + 1)
  return { total = price * quantity, lapsed = {} }
end

-- Under the limit, once his own lapsed holds are counted out; else the refusal.
local function limit_refusal(taking, quantity, max_per_user)
  local count, live = member_has(member)
  for _, hold in pairs(taking.lapsed) do
    if hold.member == member then
      count = count - hold.quantity
    end
  end
  if count + quantity > max_per_user then
    for id in string.gmatch(live, '[^,]+') do
      local hold = not taking.lapsed[id] and parse_hold(redis.call('HGET', holds_key, id))
      if hold and is_lapsed(hold) then
        taking.lapsed[id] = hold
        count = count - hold.quantity
      end
    end
    if count + quantity > max_per_user then
      return { 'LIMIT_REACHED', max_per_user }
    end
  end
end

-- Ends the lapsed holds in the way, each with its own entry before the taker's.
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

-- Writes a new hold: all checks are behind us.
local function make(id, hold)
  local count, live = member_has(member)
  count = count + hold.quantity
  live = live == '' and id or live .. ',' .. id
  local left, rest = stock_after(hold.area, -hold.quantity)
  append('held', 'seat/hold:' .. id, showtime, id, member, hold.place, hold.seats, '-', hold.area,
    hold.quantity, hold.total, hold.deadline, hold.made, count, left)
  put_seats(hold.seats, HELD, id)
  put_stock(hold.area, left, rest)
  put_member(member, count, live)
  put_hold(id, hold)
  redis.call('ZADD', deadlines_key, hold.deadline, id)
  -- The hold keeps its owner's slot until its deadline; the session ends when it ends.
  redis.call('ZADD', active_key, 'XX', 'GT', hold.deadline, hold.place)
  commit()
end
