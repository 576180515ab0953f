#!lua
-- seat/change: other seats for a hold, in one step; its deadline stays, its price is the new one's.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 plan  6 prices  7 owners  8 holds  9 deadlines
--         10 members  11 stock  12 active  13 sessions
-- ARGV    1 generation  2 showtime  3 member  4 hold_id  5 op_id  6 layout  7.. seat
-- OK      hold reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"RESERVATION_NOT_FOUND"} {"FORBIDDEN"} {"ALREADY_PAID"}
--         {"ALREADY_CANCELLED"} {"RESERVATION_EXPIRED"} {"INVALID_STATE", from, to} of an area
--         {"SALE_NOT_OPEN", at} {"SALE_CLOSED"} {"SALE_PAUSED"} {"QUEUE_NOT_READY"}
--         {"LAYOUT_CHANGED"} {"SEAT_UNKNOWN", seat} {"SEAT_TAKEN", seat…} {"LIMIT_REACHED", limit}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the hold's last operation id answers with the hold as it is
--
local sale_key, seats_key, plan_key, prices_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local owners_key, holds_key, deadlines_key, members_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key, active_key, sessions_key = KEYS[11], KEYS[12], KEYS[13]
local showtime, member, hold_id, op_id, layout = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/hold/with-holds
local holds = with_holds()
if not holds then
  return { 'SHOWTIME_NOT_FOUND' }
end
local counts_until, parse_hold, is_lapsed = holds.counts_until, holds.parse, holds.is_lapsed
-- include lib/hold/own
if hold.op == op_id then
  return holds.reply(hold_id, hold)
end
-- include lib/shard/lease
if hold.status == 'P' then
  return { 'ALREADY_PAID' }
elseif hold.status == 'R' or hold.status == 'C' then
  return { 'ALREADY_CANCELLED' }
elseif hold.status == 'E' or is_lapsed(hold) then
  return { 'RESERVATION_EXPIRED' }
elseif hold.area ~= '-' then
  return { 'INVALID_STATE', 'area', 'seats' }
end
local place, mine, given_back = hold.place, hold_id, hold.quantity
-- include lib/sale/on-sale
local wanted, lapsed, runs, total = { unpack(ARGV, 7) }, {}, nil, nil
local quantity = #wanted
-- include lib/hold/take-seats
-- include lib/hold/limit

-- include lib/shard/journal
-- include lib/hold/members
-- include lib/hold/stock
-- include lib/hold/seats
-- include lib/hold/put
-- include lib/hold/over
-- include lib/hold/ending
-- include lib/hold/end-lapsed
end_lapsed(lapsed)
count, live = member_has(member)
local kept, freed = {}, {}
for _, seat in ipairs(wanted) do
  kept[seat] = true
end
for seat in string.gmatch(hold.seats, '%d+') do
  freed[#freed + 1] = not kept[seat] and seat or nil
end
freed = freed[1] and table.concat(freed, ',') or '-'
count = count - given_back + quantity
hold.seats, hold.quantity, hold.op = table.concat(wanted, ','), quantity, op_id
hold.total = string.format('%d', total)
append('held', 'seat/change:' .. op_id, showtime, hold_id, member, place, hold.seats, freed, '-',
  quantity, hold.total, hold.deadline, hold.made, count, '-')
put_seats(freed, AVAILABLE, nil)
put_seats(hold.seats, HELD, hold_id)
put_member(member, count, live)
put_hold(hold_id, hold)
-- include lib/shard/commit
return holds.reply(hold_id, hold)
