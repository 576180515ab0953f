-- lib/sale/grace (functions): the deadline that counts. A pause of the shard or of the sale ends
-- nothing: what was made at or before the pause and had not lapsed when it began has 60 s after
-- the resume (lua/README.md, "Time"). `made` is 0 where no time of making is known.
--
-- NEEDS    now lease_until paused_from paused_at resumed_at sale_paused_from sale_paused_at
--          sale_resumed_at
-- GIVES    counts_until NEVER GRACE_MS
-- REFUSES  none
--
local GRACE_MS = 60000
local NEVER = 9e15

local function after_pause(deadline, made, from, at, resumed)
  if at == 0 or made > at or deadline <= from then
    return deadline
  end
  if resumed < at then
    return NEVER
  end
  return math.max(deadline, resumed + GRACE_MS)
end

local function counts_until(deadline, made)
  -- Both orders: what one pause saved must still be there for the other to save.
  local a = after_pause(deadline, made, paused_from, paused_at, resumed_at)
  a = after_pause(a, made, sale_paused_from, sale_paused_at, sale_resumed_at)
  local b = after_pause(deadline, made, sale_paused_from, sale_paused_at, sale_resumed_at)
  b = after_pause(b, made, paused_from, paused_at, resumed_at)
  local counts = math.max(a, b)
  if lease_until > 0 and now >= lease_until and made <= lease_until and counts > lease_until then
    return NEVER
  end
  return counts
end
