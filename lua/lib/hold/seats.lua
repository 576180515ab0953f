-- lib/hold/seats (functions): gives seats another state and owner.
--
-- NEEDS    seats_key owners_key
-- GIVES    put_seats AVAILABLE HELD SOLD BLOCKED
-- REFUSES  none
--
local AVAILABLE, HELD, SOLD, BLOCKED = '\0', '\1', '\2', '\3'

-- Seats side by side are written at once; an `owner` of nil takes the owner away.
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
