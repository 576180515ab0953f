-- The sale as the clock has it, from its fields as they are stored.
local function state_now(state, opens_at, closes_at)
  if state == 'open' and now < tonumber(opens_at) then
    return 'scheduled'
  elseif (state == 'open' or state == 'paused') and closes_at ~= '0'
    and now >= tonumber(closes_at) then
    return 'closed'
  end
  return state
end

-- Places called in a minute: 0 while nobody is, in a pause, before the opening, after the end and
-- while nothing is unsold.
local function pace_of(state, mode, unsold, per_minute)
  return state == 'open' and mode ~= 'paused' and unsold ~= '0' and per_minute or 0
end
