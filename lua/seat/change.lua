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
-- RETRY   safe: the hold's last operation id answers with the hold as it is
--
local sale_key, seats_key, plan_key, prices_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local owners_key, holds_key, deadlines_key, members_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key, active_key, sessions_key = KEYS[11], KEYS[12], KEYS[13]
local showtime, member, hold_id, op_id, layout = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local OVER = { P = 'ALREADY_PAID', R = 'ALREADY_CANCELLED', C = 'ALREADY_CANCELLED',
  E = 'RESERVATION_EXPIRED' }
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/pauses
-- include lib/shard/journal
-- include lib/holds
-- include lib/end-hold
-- include lib/own-hold
if hold.op == op_id then
  return hold_reply(hold_id, hold)
end
-- include lib/shard/lease
if OVER[hold.status] then
  return { OVER[hold.status] }
elseif is_lapsed(hold) then
  return { 'RESERVATION_EXPIRED' }
elseif hold.area ~= '-' then
  return { 'INVALID_STATE', 'area', 'seats' }
end
local place, mine, given_back = hold.place, hold_id, hold.quantity
-- include lib/on-sale
local wanted, runs, lapsed, total = { unpack(ARGV, 7) }, {}, {}, nil
local quantity = #wanted
-- include lib/take-seats
-- include lib/limit

end_lapsed(lapsed)
count, live = member_has(member)
local kept, freed = {}, {}
for _, seat in ipairs(wanted) do
  kept[seat] = true
end
for seat in string.gmatch(hold.seats, '%d+') do
  freed[#freed + 1] = not kept[seat] and seat or nil
end
count = count - given_back + quantity
hold.seats, hold.quantity, hold.op = table.concat(wanted, ','), quantity, op_id
hold.total = string.format('%d', total)
append('held', 'seat/change:' .. op_id, showtime, hold_id, member, place, hold.seats,
  freed[1] and table.concat(freed, ',') or '-', '-', quantity, hold.total, hold.deadline,
  hold.made, count, '-')
put_seats(table.concat(freed, ','), AVAILABLE, nil)
put_seats(hold.seats, HELD, hold_id)
put_member(member, count, live)
put_hold(hold_id, hold)
commit()
return hold_reply(hold_id, hold)
