#!lua
-- show/policy: changes the state or the policy of a live sale, at once.
--
-- KEYS    1 control  2 journal  3 sale
-- ARGV    1 generation  2 showtime  3 op_id  4.. name value…
-- OK      the whole sale, name value…
-- REFUSE  {"SHOWTIME_NOT_FOUND"} {"SALE_PAUSED"} {"INVALID_STATE", from, to}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the last operation id answers with the sale as it is
--
local sale_key = KEYS[3]
local showtime, op_id = ARGV[2], ARGV[3]
local GRACE_MS = 60000
local STATES = { open = 'paused closed cancelled', paused = 'open closed cancelled',
  closed = 'cancelled', cancelled = '' }
local SETTINGS = { mode = true, max_active = true, per_minute = true, hold_ms = true,
  session_ms = true, max_per_user = true }
-- include lib/shard/control
-- include lib/shard/clock
local sale = {}
local stored = redis.call('HGETALL', sale_key)
for i = 1, #stored, 2 do
  sale[stored[i]] = stored[i + 1]
end
if not sale.state then
  return { 'SHOWTIME_NOT_FOUND' }
elseif sale.op == op_id then
  return { 'OK', unpack(stored) }
end
-- include lib/shard/lease
local from, to = sale.state, sale.state
for i = 4, #ARGV, 2 do
  if ARGV[i] == 'state' then
    to = ARGV[i + 1]
  elseif SETTINGS[ARGV[i]] then
    sale[ARGV[i]] = ARGV[i + 1]
  else
    return redis.error_reply('ERR_ARGS no setting of a sale: ' .. ARGV[i])
  end
end
if from ~= to and not string.find(STATES[from], to, 1, true) then
  return { 'INVALID_STATE', from, to }
end

-- A pause within the minute of grace of the one before goes on from where that one began.
if to == 'paused' and from ~= to then
  local resumed_at = tonumber(sale.resumed_at)
  if resumed_at == 0 or now >= resumed_at + GRACE_MS then
    sale.paused_from = now
  end
  sale.paused_at = math.max(now, resumed_at + 1)
elseif from == 'paused' and from ~= to then
  sale.resumed_at = math.max(now, tonumber(sale.paused_at))
end
sale.state, sale.op = to, op_id
-- include lib/shard/journal
append('sale', 'show/policy:' .. op_id, showtime, sale.state, sale.mode, sale.max_active,
  sale.per_minute, sale.hold_ms, sale.session_ms, sale.max_per_user, sale.paused_from,
  sale.paused_at, sale.resumed_at, sale.unsold)
-- include lib/shard/commit
local pairs_now = {}
for name, value in pairs(sale) do
  pairs_now[#pairs_now + 1] = name
  pairs_now[#pairs_now + 1] = tostring(value)
end
redis.call('HSET', sale_key, unpack(pairs_now))
return { 'OK', unpack(pairs_now) }
