-- lib/queue/slots (functions): which slots are free, computed from state alone: any node may ask at
-- any time with the same result.
--
-- NEEDS    now paused_from sale_paused_from max_active active_key called_key counts_until
-- GIVES    lapsed_by free_slots
-- REFUSES  none
--

-- Every deadline up to this one was over at `at`, pauses counted in: a deadline that counts never
-- falls as the deadline rises, and bends only where a pause began.
local function lapsed_by(at)
  local lapsed = 0
  for _, bend in ipairs({ at, paused_from, sale_paused_from }) do
    if bend <= at and bend > lapsed and counts_until(bend, 0) <= at then
      lapsed = bend
    end
  end
  return lapsed
end

-- Slots that neither a running session, nor a hold, nor a called place on its way in has.
local function free_slots()
  local after = string.format('(%.0f', lapsed_by(now))
  return math.max(0, tonumber(max_active) - redis.call('ZCOUNT', active_key, after, '+inf')
    - redis.call('ZCOUNT', called_key, after, '+inf'))
end
