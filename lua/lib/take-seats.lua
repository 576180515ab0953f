-- Looks at the `wanted` seats, those side by side at once: gives their `total` and `runs`, puts the
-- lapsed holds in their way into `lapsed`, or refuses. Seats of the hold `mine` are not in the way.
local before = -2
for at, seat in ipairs(wanted) do
  local number, run = tonumber(seat), runs[#runs]
  if number == before + 1 then
    run.last, run.count = seat, run.count + 1
  else
    runs[#runs + 1] = { first = seat, last = seat, from = at - 1, count = 1 }
  end
  before = number
end

local taken, stands = {}, {}
for _, run in ipairs(runs) do
  local states = redis.call('GETRANGE', seats_key, run.first, run.last)
  for i = 1, run.count do
    local seat, state = wanted[run.from + i], string.byte(states, i)
    if not state then
      return { 'SEAT_UNKNOWN', seat }
    elseif state == 1 then
      local id = redis.call('HGET', owners_key, seat)
      if id ~= mine and not lapsed[id] then
        if stands[id] == nil then
          local record = redis.call('HGET', holds_key, id)
          stands[id] = tonumber(string.match(record, '^H %d+ %d+ (%d+)')) > now
          if not stands[id] then
            -- include lib/pauses
            -- include lib/holds
            local hold = parse_hold(record)
            stands[id] = not is_lapsed(hold)
            lapsed[id] = not stands[id] and hold or nil
          end
        end
        if stands[id] then
          taken[#taken + 1] = seat
        end
      end
    elseif state ~= 0 then
      taken[#taken + 1] = seat
    end
  end
end
if taken[1] then
  return { 'SEAT_TAKEN', unpack(taken) }
end

total = 0
local prices = redis.call('GET', prices_key)
for _, run in ipairs(runs) do
  local plan = redis.call('GETRANGE', plan_key, run.first, run.last)
  for i = 1, run.count do
    total = total + struct.unpack('<d', prices, string.byte(plan, i) % 32 * 8 + 1)
  end
end
