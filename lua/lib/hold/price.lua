-- lib/hold/price (step): what the `wanted` seats cost together.
--
-- NEEDS    wanted runs total prices_key plan_key
-- GIVES    total
-- REFUSES  none
--
total = 0
local prices = redis.call('GET', prices_key)
for i = 1, #runs - 1 do
  local plan = redis.call('GETRANGE', plan_key, wanted[runs[i]], wanted[runs[i + 1] - 1])
  for at = 1, #plan do
    total = total + struct.unpack('<d', prices, string.byte(plan, at) % 32 * 8 + 1)
  end
end
