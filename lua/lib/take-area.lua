-- Looks at the wanted units of an area: gives their `total`, or refuses.
local left, class = string.match(redis.call('HGET', stock_key, area) or '', '^(%d+) %d+ (%d+)$')
if not left then
  return { 'AREA_UNKNOWN', area }
elseif tonumber(left) < quantity then
  return { 'OUT_OF_STOCK', left }
end
total = quantity * struct.unpack('<d', redis.call('GET', prices_key), class * 8 + 1)
