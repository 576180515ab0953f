-- lib/hold/take-area (step): looks at the wanted units of an area.
--
-- NEEDS    stock_key prices_key area quantity
-- GIVES    total
-- REFUSES  {"AREA_UNKNOWN", area} {"OUT_OF_STOCK", left}
--
local left, class = string.match(redis.call('HGET', stock_key, area) or '', '^(%d+) %d+ (%d+)$')
if not left then
  return { 'AREA_UNKNOWN', area }
elseif tonumber(left) < quantity then
  return { 'OUT_OF_STOCK', left }
end
total = quantity * struct.unpack('<d', redis.call('GET', prices_key), class * 8 + 1)
