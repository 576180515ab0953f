-- lib/hold/stock (functions): the units of an area; an area of `-` has none.
--
-- NEEDS    stock_key
-- GIVES    stock_after put_stock
-- REFUSES  none
--

-- The units left once `change` of them came back, and the rest of the area's record.
local function stock_after(area, change)
  if area == '-' then
    return '-'
  end
  local left, rest = string.match(redis.call('HGET', stock_key, area), '^(%d+) (.+)$')
  return tonumber(left) + change, rest
end

local function put_stock(area, left, rest)
  if area ~= '-' then
    redis.call('HSET', stock_key, area, left .. ' ' .. rest)
  end
end
