-- lib/hold/take-seats (step): looks at the `wanted` seats. Lapsed holds in their way are put into
-- `lapsed`; seats of the hold `mine` are not in the way.
--
-- NEEDS    wanted mine lapsed runs total seats_key owners_key holds_key prices_key plan_key now
--          with_holds holds
-- GIVES    total runs holds
-- REFUSES  {"SEAT_UNKNOWN", seat} {"SEAT_TAKEN", seat…}
--
-- include lib/hold/runs
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
            holds = holds or with_holds()
            local hold = holds.parse(record)
            stands[id] = not holds.is_lapsed(hold)
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
-- include lib/hold/price
