-- Writes a new hold of `runs` of seats or of units of an area, and answers with it: every check is
-- behind us.
-- include lib/journal
if next(lapsed) then
  -- include lib/pauses
  -- include lib/holds
  -- include lib/end-hold
  end_lapsed(lapsed)
  count, live = member_has(member)
end
count = count + quantity
live = live == '' and hold_id or live .. ',' .. hold_id
local left, rest, seats = '-', nil, '-'
if area == '-' then
  seats = table.concat(wanted, ',')
else
  left, rest = string.match(redis.call('HGET', stock_key, area), '^(%d+) (.+)$')
  left = left - quantity
end
total = string.format('%d', total)
local made, deadline = string.format('%d', now), string.format('%d', now + sale[5])
append('held', 'seat/hold:' .. hold_id, showtime, hold_id, member, place, seats, '-', area,
  quantity, total, deadline, made, count, left)

local owners = {}
for _, run in ipairs(runs) do
  redis.call('SETRANGE', seats_key, run.first, string.rep('\1', run.count))
end
for _, seat in ipairs(wanted) do
  owners[#owners + 1] = seat
  owners[#owners + 1] = hold_id
end
if area == '-' then
  redis.call('HSET', owners_key, unpack(owners))
else
  redis.call('HSET', stock_key, area, left .. ' ' .. rest)
end
redis.call('HSET', members_key, member, count .. ' ' .. live)
redis.call('HSET', holds_key, hold_id, table.concat({ 'H', member, place, deadline, made, total,
  area, quantity, '-', seats }, ' '))
redis.call('ZADD', deadlines_key, deadline, hold_id)
-- The hold keeps its owner's slot until its deadline; the session ends when it ends.
if now + sale[5] > session_end then
  redis.call('ZADD', active_key, 'XX', 'GT', deadline, place)
end
commit()
return { 'OK', hold_id, 'H', member, deadline, made, total, area, quantity, place, seats,
  string.format('%d', n) }
