-- Looks at the `wanted` seats: gives their `total`, puts the lapsed holds in their way into
-- `lapsed`, or refuses. Seats side by side are read at once: `runs` says where in the list a run of
-- them begins. Seats of the hold `mine` are not in the way.
local before = -2
for at, seat in ipairs(wanted) do
  local number = tonumber(seat)
  if number ~= before + 1 then
    runs[#runs + 1] = at
  end
  before = number
end
runs[#runs + 1] = #wanted + 1

local taken, stands = {}, {}
for i = 1, #runs - 1 do
  local from, past = runs[i], runs[i + 1]
  local states = redis.call('GETRANGE', seats_key, wanted[from], wanted[past - 1])
  for at = from, past - 1 do
    local seat, state = wanted[at], string.byte(states, at - from + 1)
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
for i = 1, #runs - 1 do
  local plan = redis.call('GETRANGE', plan_key, wanted[runs[i]], wanted[runs[i + 1] - 1])
  for at = 1, #plan do
    total = total + struct.unpack('<d', prices, string.byte(plan, at) % 32 * 8 + 1)
  end
end
