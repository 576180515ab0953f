#!lua
-- show/block: takes seats off sale. One that is held or sold refuses the whole call; a lapsed hold
-- in the way ends.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 active  10 sessions
-- ARGV    1 generation  2 showtime  3 op_id  4 layout  5.. seat (≤ 500)
-- OK      n
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} {"LAYOUT_CHANGED"} {"SEAT_UNKNOWN", seat}
--         {"SEAT_TAKEN", seat…}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the last operation id changes nothing, and what is blocked stays so
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, active_key, sessions_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key -- nil: only seats are blocked, and a hold of seats has no area
local showtime, op_id, layout = ARGV[2], ARGV[3], ARGV[4]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/sale/pauses
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
-- include lib/hold/end-lapsed
-- include lib/show/blocking
local blocked, taken, lapsed = {}, {}, {}
for i = 5, #ARGV do
  local seat = ARGV[i]
  local state = redis.call('GETRANGE', seats_key, seat, seat)
  if state == '' then
    return { 'SEAT_UNKNOWN', seat }
  elseif state == SOLD then
    taken[#taken + 1] = seat
  elseif state == HELD then
    local id = redis.call('HGET', owners_key, seat)
    lapsed[id] = lapsed[id] or parse_hold(redis.call('HGET', holds_key, id))
    if not is_lapsed(lapsed[id]) then
      taken[#taken + 1] = seat
    end
  end
  if state ~= BLOCKED then
    blocked[#blocked + 1] = seat
  end
end
if taken[1] then
  return { 'SEAT_TAKEN', unpack(taken) }
elseif not blocked[1] then
  return { 'OK', string.format('%d', n) }
end

end_lapsed(lapsed)
local seats = table.concat(blocked, ',')
unsold = tonumber(unsold) - #blocked
append('blocked', 'show/block:' .. op_id, showtime, seats, unsold)
put_seats(seats, BLOCKED, nil)
redis.call('HSET', sale_key, 'unsold', unsold, 'block_op', op_id)
-- include lib/shard/commit
return { 'OK', string.format('%d', n) }
