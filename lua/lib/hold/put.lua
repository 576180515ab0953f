-- lib/hold/put (functions): writes a hold record (lua/README.md, "Hold record").
--
-- NEEDS    holds_key
-- GIVES    put_hold
-- REFUSES  none
--
-- The deadline and the time of making never change: `times` is their text as it was read.
local function put_hold(id, hold)
  redis.call('HSET', holds_key, id, hold.status .. ' ' .. hold.member .. ' ' .. hold.place .. ' '
    .. hold.times .. ' ' .. hold.total .. ' ' .. hold.area .. ' ' .. hold.quantity .. ' ' .. hold.op
    .. ' ' .. hold.seats)
end
