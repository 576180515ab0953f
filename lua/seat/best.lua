#!lua
-- seat/best: holds the best seats that are free, side by side in one row. Looks at a bounded part
-- of the house per call and says where to go on. It sees a lapsed hold as held: a caller who is
-- refused sweeps first and asks again (server/redis/seat/hold-wanted.ts).
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 plan  6 prices  7 owners  8 holds  9 deadlines
--         10 members  11 stock  12 active  13 sessions  14 rows
-- ARGV    1 generation  2 showtime  3 member  4 place  5 hold_id  6 layout  7 count
--         8 class (-1 any)  9 accessible (0|1)  10 cursor (row:right:left, first 0:0:0)
--         11 step (1..3)
-- OK      hold reply
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_NOT_OPEN", at} {"SALE_CLOSED"} {"SALE_PAUSED"}
--         {"QUEUE_NOT_READY"} {"LAYOUT_CHANGED"} {"LIMIT_REACHED", limit}
--         {"NO_SEATS_TOGETHER"}
-- ASK     {"WRONG_GENERATION", generation} {"MORE", cursor, step} where the search goes on
-- RETRY   safe: a hold id is used once and answers with its record, also after its end
--
local sale_key, seats_key, plan_key, prices_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local owners_key, holds_key, deadlines_key, members_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local stock_key, active_key, sessions_key, rows_key = KEYS[11], KEYS[12], KEYS[13], KEYS[14]
local showtime, member, place, hold_id, layout = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local quantity, class, accessible = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local row, right, left = string.match(ARGV[10], '^(%d+):(%d+):(%d+)$')
local step, area, mine, given_back = tonumber(ARGV[11]), '-', nil, 0
local wanted, lapsed, runs, total, holds = {}, {}, nil, nil, nil
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
-- include lib/hold/limit
-- include lib/seat/together
row, right, left = tonumber(row), tonumber(right), tonumber(left)
local rows = redis.call('GET', rows_key) or ''
local function first_of(index)
  return struct.unpack('>I4', rows, index * 4 + 1)
end

-- One row: where the found seats begin; nil, with the cursor's new places, when looks ran out.
local function best_of_row()
  looks = looks + 1
  local first = first_of(row)
  local last = (row + 1) * 4 < #rows and first_of(row + 1) - 1 or -1
  local states, at = redis.call('GETRANGE', seats_key, first, last), nil
  if string.find(states, free, 1, true) then
    local plan = redis.call('GETRANGE', plan_key, first, last)
    at, right, left = search_row(states, plan, right, left)
  end
  return at and first + at - 1
end

local found
while not found and step <= 3 do
  if looks >= LOOKS_MAX then
    return { 'MORE', string.format('%d:%d:%d', row, right, left), step }
  end
  found = row * 4 < #rows and best_of_row()
  if looks < LOOKS_MAX then
    row, right, left = row + 1, 0, 0
    if row * 4 >= #rows then
      row, step = 0, step + 1
    end
  end
end
if not found then
  return { 'NO_SEATS_TOGETHER' }
end
for seat = found, found + quantity - 1 do
  wanted[#wanted + 1] = string.format('%d', seat)
end
-- include lib/hold/runs
-- include lib/hold/price
-- include lib/hold/make
