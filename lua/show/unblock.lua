#!lua
-- show/unblock: puts blocked seats back on sale; those that are not blocked stay what they are.
--
-- KEYS    1 control  2 journal  3 sale  4 seats
-- ARGV    1 generation  2 showtime  3 op_id  4 layout  5.. seat (≤ 500)
-- OK      n
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} {"LAYOUT_CHANGED"} {"SEAT_UNKNOWN", seat}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the last operation id changes nothing, and what is not blocked stays so
--
local sale_key, seats_key = KEYS[3], KEYS[4]
local showtime, op_id, layout = ARGV[2], ARGV[3], ARGV[4]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/show/blocking
local freed = {}
for i = 5, #ARGV do
  local state = redis.call('GETRANGE', seats_key, ARGV[i], ARGV[i])
  if state == '' then
    return { 'SEAT_UNKNOWN', ARGV[i] }
  elseif state == '\3' then
    freed[#freed + 1] = ARGV[i]
  end
end
if not freed[1] then
  return { 'OK', string.format('%d', n) }
end

-- include lib/shard/journal
local seats = table.concat(freed, ',')
unsold = tonumber(unsold) + #freed
append('unblocked', 'show/unblock:' .. op_id, showtime, seats, unsold)
for _, seat in ipairs(freed) do
  redis.call('SETRANGE', seats_key, seat, '\0')
end
redis.call('HSET', sale_key, 'unsold', unsold, 'block_op', op_id)
-- include lib/shard/commit
return { 'OK', string.format('%d', n) }
