-- lib/hold/take-seats (step): looks at the `wanted` seats. Lapsed holds in their way are put into
-- `lapsed`; seats of the hold `mine` are not in the way.
--
-- NEEDS    wanted mine lapsed runs total seats_key owners_key holds_key deadlines_key prices_key
--          plan_key now with_holds holds
-- GIVES    total runs holds
-- REFUSES  {"SEAT_UNKNOWN", seat} {"SEAT_TAKEN", seat…}
--
-- include lib/hold/runs
local states = ''
for i = 1, #runs - 1 do
  local from, past = runs[i], runs[i + 1]
  local run = redis.call('GETRANGE', seats_key, wanted[from], wanted[past - 1])
  if #run < past - from then
    return { 'SEAT_UNKNOWN', wanted[from + #run] }
  end
  states = states .. run
end
if string.find(states, '[^%z]') then
  -- No hold lapses before the sweep is due to look at it. So where nothing is due every held seat
  -- stays held, and no owner and no hold is read: most callers of a hot sale are refused here.
  local all_stand = not mine
    and redis.call('ZCOUNT', deadlines_key, '-inf', string.format('%d', now)) == 0
  local taken, judged, stands = 0, nil, all_stand
  for at = 1, #wanted do
    local state = string.byte(states, at)
    local id = state == 1 and not all_stand and redis.call('HGET', owners_key, wanted[at])
    if id and id ~= judged then
      local record = redis.call('HGET', holds_key, id)
      judged, stands = id, tonumber(string.match(record, '^H %d+ %d+ (%d+)')) > now
      if not stands then
        holds = holds or with_holds()
        local hold = holds.parse(record)
        stands = not holds.is_lapsed(hold)
        lapsed[id] = not stands and hold or nil
      end
    end
    if state > 1 or (state == 1 and stands and (all_stand or id ~= mine)) then
      -- Written over a seat that is judged already: a list of its own would have to grow.
      taken = taken + 1
      wanted[taken] = wanted[at]
    end
  end
  if taken > 0 then
    return { 'SEAT_TAKEN', unpack(wanted, 1, taken) }
  end
end
-- include lib/hold/price
