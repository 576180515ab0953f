#!lua
-- seat/sweep: ends lapsed holds, so that every map shows their seats free, and forgets the records
-- of holds long over. No caller waits for it: seat/hold takes a lapsed seat at once.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 active  11 sessions
-- ARGV    1 generation  2 showtime  3 limit (≤ 500)
-- OK      done (looked at; fewer than the limit: nothing is left)  expired
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: a hold ends once
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, stock_key = KEYS[7], KEYS[8], KEYS[9]
local active_key, sessions_key = KEYS[10], KEYS[11]
local showtime, limit = ARGV[2], math.min(tonumber(ARGV[3]), 500)
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/lease
-- include lib/sale/pauses
local due = redis.call('ZRANGEBYSCORE', deadlines_key, '-inf', string.format('%d', now), 'LIMIT',
  0, limit)
if not due[1] then
  return { 'OK', 0, 0 }
end
-- include lib/sale/grace
-- include lib/hold/record
-- include lib/hold/lapsing
-- include lib/hold/members
-- include lib/hold/stock
-- include lib/hold/seats
-- include lib/hold/put
-- include lib/hold/over
-- include lib/shard/journal
-- include lib/hold/ending
local expired, over, forgotten = 0, {}, {}
for _, id in ipairs(due) do
  local record = redis.call('HGET', holds_key, id)
  local hold = record and parse_hold(record)
  if not hold or hold.status ~= 'H' then
    over[#over + 1] = id
    -- What was paid once is never held again under the same id, however late it is repeated.
    if hold and hold.status ~= 'P' and hold.status ~= 'C' then
      forgotten[#forgotten + 1] = id
    end
  elseif is_lapsed(hold) then
    end_hold(id, hold, 'E')
    expired = expired + 1
  else
    -- A pause keeps it: looked at again when it may lapse, or in a while if that is not known yet.
    redis.call('ZADD', deadlines_key, math.min(hold_until(hold), now + GRACE_MS), id)
  end
end
if over[1] then
  redis.call('ZREM', deadlines_key, unpack(over))
end
if forgotten[1] then
  redis.call('HDEL', holds_key, unpack(forgotten))
end
if expired > 0 then
  -- include lib/shard/commit
end
return { 'OK', #due, expired }
