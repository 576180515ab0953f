-- lib/hold/put (functions): writes a hold record (lua/README.md, "Hold record").
--
-- NEEDS    holds_key
-- GIVES    put_hold
-- REFUSES  none
--
local function put_hold(id, hold)
  redis.call('HSET', holds_key, id, hold.status .. ' ' .. hold.member .. ' ' .. hold.place
    .. string.format(' %d %d ', hold.deadline, hold.made) .. hold.total .. ' ' .. hold.area .. ' '
    .. hold.quantity .. ' ' .. hold.op .. ' ' .. hold.seats)
end
