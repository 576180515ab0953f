-- lib/queue/lost (functions): places that no token presents count as left.
--
-- NEEDS    left_key
-- GIVES    mark_left
-- REFUSES  none
--

-- Sets the bits of a range: whole bytes at once, the rest one by one.
local function mark_left(first, last)
  while first <= last and first % 8 ~= 0 do
    redis.call('SETBIT', left_key, first, 1)
    first = first + 1
  end
  local bytes = math.floor((last + 1 - first) / 8)
  if bytes > 0 then
    redis.call('SETRANGE', left_key, first / 8, string.rep('\255', bytes))
    first = first + bytes * 8
  end
  while first <= last do
    redis.call('SETBIT', left_key, first, 1)
    first = first + 1
  end
end
