-- lib/sale/pause-times (step): when the sale was paused and resumed, in ms, for lib/sale/grace; nil
-- where there is no such showtime.
--
-- NEEDS    sale_key
-- GIVES    sale_paused_from sale_paused_at sale_resumed_at
-- REFUSES  none
--
local sale_paused_from, sale_paused_at, sale_resumed_at =
  unpack(redis.call('HMGET', sale_key, 'paused_from', 'paused_at', 'resumed_at'))
sale_paused_from, sale_paused_at, sale_resumed_at =
  tonumber(sale_paused_from), tonumber(sale_paused_at), tonumber(sale_resumed_at)
