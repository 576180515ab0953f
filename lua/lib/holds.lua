-- Hold records and what hangs on them, read and written in one place (lua/README.md).
-- Needs the locals showtime, owners_key, holds_key, deadlines_key, members_key, seats_key,
-- stock_key, lib/grace, and `sale_pauses` = { from, at, resumed }.
local AVAILABLE, HELD, SOLD, BLOCKED = '\0', '\1', '\2', '\3'
local REMEMBER_MS = 600000
local FORGET_MS = 60000

local function parse_hold(record)
  local status, member, place, deadline, made, total, area, quantity, op, seats =
    string.match(record, '^(%u) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) (%d+) (%S+) (%S+)$')
  return {
    status = status, member = member, place = place, deadline = tonumber(deadline),
    made = tonumber(made), total = total, area = area, quantity = tonumber(quantity),
    op = op, seats = seats,
  }
end

local function put_hold(id, hold)
  redis.call('HSET', holds_key, id, hold.status .. ' ' .. hold.member .. ' ' .. hold.place
    .. string.format(' %d %d ', hold.deadline, hold.made) .. hold.total .. ' ' .. hold.area .. ' '
    .. hold.quantity .. ' ' .. hold.op .. ' ' .. hold.seats)
end

local function hold_until(hold)
  return counts_until(hold.deadline, hold.made, sale_pauses[1], sale_pauses[2], sale_pauses[3])
end

local function is_lapsed(hold)
  return hold.status == 'H' and hold_until(hold) <= now
end

local function hold_reply(id, hold)
  -- While a pause lasts nobody knows when: at least the minute that comes after it.
  local shown = hold_until(hold)
  if shown >= NEVER then
    shown = math.max(hold.deadline, now + GRACE_MS)
  end
  return { 'OK', id, hold.status, hold.member, string.format('%d', shown),
    string.format('%d', hold.made), hold.total, hold.area, hold.quantity, hold.place, hold.seats,
    string.format('%d', n) }
end

-- What a member has of this showtime: seats and units held or sold, and his live holds.
local function member_has(member)
  local text = redis.call('HGET', members_key, member)
  if not text then
    return 0, ''
  end
  local count, live = string.match(text, '^(%d+) ?(.*)$')
  return tonumber(count), live
end

local function put_member(member, count, live)
  if count == 0 and live == '' then
    redis.call('HDEL', members_key, member)
  elseif live == '' then
    redis.call('HSET', members_key, member, count)
  else
    redis.call('HSET', members_key, member, count .. ' ' .. live)
  end
end

local function without(live, id)
  local kept = {}
  for other in string.gmatch(live, '[^,]+') do
    if other ~= id then
      kept[#kept + 1] = other
    end
  end
  return table.concat(kept, ',')
end

-- Units left of an area once `change` of them came back; '-' without an area.
local function stock_after(area, change)
  if area == '-' then
    return '-'
  end
  local left, rest = string.match(redis.call('HGET', stock_key, area), '^(%d+) (.+)$')
  return tonumber(left) + change, rest
end

local function put_stock(area, left, rest)
  if area ~= '-' then
    redis.call('HSET', stock_key, area, left .. ' ' .. rest)
  end
end

-- Gives seats another state, those side by side at once; `owner` nil takes the owner away.
local function put_seats(seats, state, owner)
  local fields, first, count, before = {}, nil, 0, -2
  for seat in string.gmatch(seats, '%d+') do
    local number = tonumber(seat)
    if number == before + 1 then
      count = count + 1
    else
      if first then
        redis.call('SETRANGE', seats_key, first, string.rep(state, count))
      end
      first, count = seat, 1
    end
    before = number
    fields[#fields + 1] = seat
    fields[#fields + 1] = owner
  end
  if first then
    redis.call('SETRANGE', seats_key, first, string.rep(state, count))
    redis.call(owner and 'HSET' or 'HDEL', owners_key, unpack(fields))
  end
end
