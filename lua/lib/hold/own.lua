-- lib/hold/own (step): the caller's own hold.
--
-- NEEDS    holds_key hold_id member parse_hold
-- GIVES    hold
-- REFUSES  {"RESERVATION_NOT_FOUND"} {"FORBIDDEN"}
--
local record = redis.call('HGET', holds_key, hold_id)
if not record then
  return { 'RESERVATION_NOT_FOUND' }
end
local hold = parse_hold(record)
if hold.member ~= member then
  return { 'FORBIDDEN' }
end
