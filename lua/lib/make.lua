-- Writes a new hold of the `wanted` seats or of units of an area, and answers with it: every check
-- is behind us.
-- include lib/shard/journal
if next(lapsed) then
  -- include lib/pauses
  -- include lib/holds
  -- include lib/end-hold
  end_lapsed(lapsed)
  count, live = member_has(member)
end
live = live == '' and hold_id or live .. ',' .. hold_id
local left, rest, seats = '-', nil, '-'
if area == '-' then
  seats = table.concat(wanted, ',')
else
  left, rest = string.match(redis.call('HGET', stock_key, area), '^(%d+) (.+)$')
  left = left - quantity
end
local made, deadline = string.format('%d', now), string.format('%d', now + sale[5])
local units, has = string.format('%d', quantity), string.format('%d', count + quantity)
total = string.format('%d', total)
journal('held seat/hold:' .. hold_id .. ' ' .. made .. ' ' .. showtime .. ' ' .. hold_id .. ' '
  .. member .. ' ' .. place .. ' ' .. seats .. ' - ' .. area .. ' ' .. units .. ' ' .. total .. ' '
  .. deadline .. ' ' .. made .. ' ' .. has .. ' ' .. left)

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
  redis.call('HSET', stock_key, area, left .. ' ' .. rest)
end
redis.call('HSET', members_key, member, has .. ' ' .. live)
redis.call('HSET', holds_key, hold_id, 'H ' .. member .. ' ' .. place .. ' ' .. deadline .. ' '
  .. made .. ' ' .. total .. ' ' .. area .. ' ' .. units .. ' - ' .. seats)
redis.call('ZADD', deadlines_key, deadline, hold_id)
-- The hold keeps its owner's slot until its deadline; the session ends when it ends.
if now + sale[5] > session_end then
  redis.call('ZADD', active_key, 'XX', 'GT', deadline, place)
end
commit()
return { 'OK', hold_id, 'H', member, deadline, made, total, area, units, place, seats,
  string.format('%d', n) }
