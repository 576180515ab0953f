#!lua
-- seat/release: gives a hold back before its deadline, also while the sale is paused.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 active  11 sessions
-- ARGV    1 generation  2 showtime  3 member  4 hold_id  5 op_id
-- OK      hold reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} {"RESERVATION_NOT_FOUND"} {"FORBIDDEN"}
--         {"ALREADY_CANCELLED"} {"PAID_NEEDS_CANCELLATION"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the same operation id answers with the released hold
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, stock_key = KEYS[7], KEYS[8], KEYS[9]
local active_key, sessions_key = KEYS[10], KEYS[11]
local showtime, member, hold_id, op_id = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/sale/pauses
-- include lib/sale/grace
-- include lib/hold/record
-- include lib/hold/lapsing
-- include lib/hold/reply
-- include lib/hold/members
-- include lib/hold/stock
-- include lib/hold/seats
-- include lib/hold/put
-- include lib/hold/over
-- include lib/shard/journal
-- include lib/hold/ending
-- include lib/hold/own
if hold.status == 'R' and hold.op == op_id then
  return hold_reply(hold_id, hold)
end
-- include lib/shard/lease
if hold.status == 'P' then
  return { 'PAID_NEEDS_CANCELLATION' }
elseif hold.status ~= 'H' or is_lapsed(hold) then
  return { 'ALREADY_CANCELLED' }
end

hold.op = op_id
end_hold(hold_id, hold, 'R')
-- include lib/shard/commit
return hold_reply(hold_id, hold)
