-- The caller's own `hold`, or the refusal. Needs holds_key, hold_id, member.
local record = redis.call('HGET', holds_key, hold_id)
if not record then
  return { 'RESERVATION_NOT_FOUND' }
end
local hold = parse_hold(record)
if hold.member ~= member then
  return { 'FORBIDDEN' }
end
