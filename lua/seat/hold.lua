#!lua
-- seat/hold: gives an admitted member seats, or units of an area, until a deadline.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 plan  6 prices  7 owners  8 holds  9 deadlines
--         10 members  11 stock  12 active  13 sessions
-- ARGV    1 generation  2 showtime  3 member  4 place  5 hold_id  6 layout  7 area (- for seats)
--         8 quantity  9.. seat (none with an area)
-- OK      hold reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_NOT_OPEN", at} {"SALE_CLOSED"} {"SALE_PAUSED"}
--         {"QUEUE_NOT_READY"} {"LAYOUT_CHANGED"} {"SEAT_UNKNOWN", seat} {"AREA_UNKNOWN", area}
--         {"SEAT_TAKEN", seat…} {"OUT_OF_STOCK", left} {"LIMIT_REACHED", limit}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: a hold id is used once and answers with its record, also after its end
--
local sale_key, seats_key, plan_key, prices_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local owners_key, holds_key, deadlines_key, members_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key, active_key, sessions_key = KEYS[11], KEYS[12], KEYS[13]
local showtime, member, place, hold_id = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local layout, area, quantity = ARGV[6], ARGV[7], tonumber(ARGV[8])
local mine, given_back = nil, 0
local wanted, lapsed, runs, total, holds = { unpack(ARGV, 9) }, {}, nil, nil, nil
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/hold/with-holds
local known = redis.call('HGET', holds_key, hold_id)
if known then
  holds = with_holds()
  return holds and holds.reply(hold_id, holds.parse(known)) or { 'SHOWTIME_NOT_FOUND' }
end
-- include lib/shard/lease
-- include lib/sale/on-sale
if area == '-' then
  -- include lib/hold/take-seats
else
  -- include lib/hold/take-area
end
-- include lib/hold/limit
-- include lib/hold/make
