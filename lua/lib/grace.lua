-- The deadline that counts. A pause of the shard or of the sale ends nothing: what was made at or
-- before it and had not lapsed when it began has 60 s after the resume (lua/README.md, "Time").
-- `made` is 0 where no time of making is known; the last three are the sale's.
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

local function counts_until(deadline, made, sale_from, sale_at, sale_resumed)
  -- Both orders: what one pause saved must still be there to be saved by the other.
  local a = after_pause(deadline, made, paused_from, paused_at, resumed_at)
  a = after_pause(a, made, sale_from, sale_at, sale_resumed)
  local b = after_pause(deadline, made, sale_from, sale_at, sale_resumed)
  b = after_pause(b, made, paused_from, paused_at, resumed_at)
  local counts = math.max(a, b)
  if lease_until > 0 and now >= lease_until and made <= lease_until and counts > lease_until then
    return NEVER
  end
  return counts
end
