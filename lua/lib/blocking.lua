-- What block and unblock ask first. Needs sale_key, op_id and layout; gives `sale`.
local sale = redis.call('HMGET', sale_key, 'layout', 'unsold', 'block_op')
if not sale[1] then
  return { 'SHOWTIME_NOT_FOUND' }
elseif sale[3] == op_id then
  return { 'OK', string.format('%d', n) }
end
-- include lib/shard/lease
if sale[1] ~= layout then
  return { 'LAYOUT_CHANGED' }
end
