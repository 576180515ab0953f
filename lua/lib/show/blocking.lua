-- lib/show/blocking (step): what block and unblock ask first.
--
-- NEEDS    sale_key op_id layout n now lease_until rebuilding
-- GIVES    unsold
-- REFUSES  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} {"LAYOUT_CHANGED"}
--
local in_force, unsold, last_op =
  unpack(redis.call('HMGET', sale_key, 'layout', 'unsold', 'block_op'))
if not in_force then
  return { 'SHOWTIME_NOT_FOUND' }
elseif last_op == op_id then
  return { 'OK', string.format('%d', n) }
end
-- include lib/shard/lease
if in_force ~= layout then
  return { 'LAYOUT_CHANGED' }
end
