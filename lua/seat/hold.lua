#!lua
-- seat/hold: gives an admitted member seats, or units of an area, until a deadline.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 plan  6 prices  7 owners  8 holds  9 deadlines
--         10 members  11 stock  12 active  13 sessions
-- ARGV    1 generation  2 showtime  3 member  4 place  5 hold_id  6 layout  7 area  8 quantity
--         9.. seat (none with an area)
-- OK      hold reply
-- REFUSE  SHOWTIME_NOT_FOUND SALE_NOT_OPEN SALE_CLOSED SALE_PAUSED QUEUE_NOT_READY LAYOUT_CHANGED
--         SEAT_UNKNOWN AREA_UNKNOWN SEAT_TAKEN OUT_OF_STOCK LIMIT_REACHED
-- RETRY   safe: a hold id is used once and answers with its record, also after its end
--
local sale_key, seats_key, plan_key, prices_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local owners_key, holds_key, deadlines_key, members_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key, active_key, sessions_key = KEYS[11], KEYS[12], KEYS[13]
local showtime, member, place, hold_id = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local layout, area, quantity = ARGV[6], ARGV[7], tonumber(ARGV[8])
-- include lib/control
-- include lib/clock
-- include lib/grace
-- include lib/journal
local sale = redis.call('HMGET', sale_key, 'state', 'layout', 'opens_at', 'closes_at', 'hold_ms',
  'max_per_user', 'paused_from', 'paused_at', 'resumed_at')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
end
local sale_pauses = { tonumber(sale[7]), tonumber(sale[8]), tonumber(sale[9]) }
-- include lib/holds
-- include lib/take
local known = redis.call('HGET', holds_key, hold_id)
if known then
  return hold_reply(hold_id, parse_hold(known))
end
-- include lib/lease
local refusal = sale_refusal(layout) or session_refusal(place)
if refusal then
  return refusal
end
local taking
if area == '-' then
  taking, refusal = take_seats(9, #ARGV)
else
  taking, refusal = take_area(area, quantity)
end
refusal = refusal or limit_refusal(taking, quantity, tonumber(sale[6]))
if refusal then
  return refusal
end

end_lapsed(taking.lapsed)
local hold = {
  status = 'H', member = member, place = place, deadline = now + tonumber(sale[5]), made = now,
  total = string.format('%.0f', taking.total), area = area, quantity = quantity, op = '-',
  seats = area == '-' and table.concat(ARGV, ',', 9) or '-',
}
make(hold_id, hold)
return hold_reply(hold_id, hold)
