-- lib/hold/make (step): writes a new hold of the `wanted` seats, or of units of an area, and ends
-- the script with it: every check has passed.
--
-- NEEDS    KEYS[1] KEYS[2] generation lease_until now epoch paused_from paused_at resumed_at n
--          rebuilding chain seats_key owners_key holds_key deadlines_key members_key stock_key
--          active_key showtime member place hold_id area quantity wanted runs lapsed total count
--          live hold_ms session_end sessions_key holds
-- GIVES    n chain quantity total count live
-- REFUSES  none
--
-- include lib/shard/journal
if next(lapsed) then
  local counts_until, parse_hold, is_lapsed = holds.counts_until, holds.parse, holds.is_lapsed
  -- include lib/hold/members
  -- include lib/hold/stock
  -- include lib/hold/seats
  -- include lib/hold/put
  -- include lib/hold/over
  -- include lib/hold/ending
  -- include lib/hold/end-lapsed
  end_lapsed(lapsed)
  count, live = member_has(member)
end
live = live == '' and hold_id or live .. ',' .. hold_id
local stock, rest, seats = '-', nil, '-'
if area == '-' then
  seats = table.concat(wanted, ',')
else
  stock, rest = string.match(redis.call('HGET', stock_key, area), '^(%d+) (.+)$')
  stock = stock - quantity
end
-- Numbers become text once, for the entry, the records and the reply.
local made, deadline = string.format('%d', now), string.format('%d', now + hold_ms)
quantity, count = string.format('%d', quantity), string.format('%d', count + quantity)
total = string.format('%d', total)
journal('held seat/hold:' .. hold_id .. ' ' .. made .. ' ' .. showtime .. ' ' .. hold_id .. ' '
  .. member .. ' ' .. place .. ' ' .. seats .. ' - ' .. area .. ' ' .. quantity .. ' ' .. total
  .. ' ' .. deadline .. ' ' .. made .. ' ' .. count .. ' ' .. stock)

if area == '-' then
  local owners = {}
  for i = 1, #runs - 1 do
    redis.call('SETRANGE', seats_key, wanted[runs[i]], string.rep('\1', runs[i + 1] - runs[i]))
  end
  for _, seat in ipairs(wanted) do
    owners[#owners + 1] = seat
    owners[#owners + 1] = hold_id
  end
  redis.call('HSET', owners_key, unpack(owners))
else
  redis.call('HSET', stock_key, area, stock .. ' ' .. rest)
end
redis.call('HSET', members_key, member, count .. ' ' .. live)
redis.call('HSET', holds_key, hold_id, 'H ' .. member .. ' ' .. place .. ' ' .. deadline .. ' '
  .. made .. ' ' .. total .. ' ' .. area .. ' ' .. quantity .. ' - ' .. seats)
redis.call('ZADD', deadlines_key, deadline, hold_id)
-- The slot of the place lasts until the hold's deadline; the booking session ends when it ends.
if now + hold_ms > session_end then
  redis.call('ZADD', active_key, 'XX', 'GT', deadline, place)
end
-- include lib/shard/commit
return { 'OK', hold_id, 'H', member, deadline, made, total, area, quantity, place, seats,
  string.format('%d', n) }
