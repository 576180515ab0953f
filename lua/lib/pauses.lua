-- The deadline that counts, with the pauses of this sale. Needs sale_key.
-- include lib/grace
local pauses = redis.call('HMGET', sale_key, 'paused_from', 'paused_at', 'resumed_at')
if not pauses[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
local sale_pauses = { tonumber(pauses[1]), tonumber(pauses[2]), tonumber(pauses[3]) }
