-- lib/hold/over (functions): writes the record of a hold that is over, and when it may be
-- forgotten: until then it answers repetitions.
--
-- NEEDS    deadlines_key put_hold
-- GIVES    put_over
-- REFUSES  none
--
local REMEMBER_MS, FORGET_MS = 600000, 60000

local function put_over(id, hold)
  put_hold(id, hold)
  redis.call('ZADD', deadlines_key,
    string.format('%d', math.max(hold.deadline, hold.made + REMEMBER_MS) + FORGET_MS), id)
end
