-- One entry of MySQL's journal, put back: only as the next number, and only under its chain. Needs
-- lib/shard/control; gives `entry` (its fields), kind, op, op_id, at, and `applied` for the end.
local entry_n, entry_chain, payload = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local REBUILT = 1
-- Facts that are made without a lease.
local LEASELESS = { generation = true, provisioned = true, queue = true }
if entry_n <= n then
  return { 'OK', string.format('%.0f', n) }
elseif entry_n ~= n + 1 then
  return { 'GAP', string.format('%.0f', n) }
elseif redis.sha1hex(chain .. payload) ~= entry_chain then
  return redis.error_reply('ASSERT an entry is not the next of this chain')
end
local entry = {}
for field in string.gmatch(payload, '%S+') do
  entry[#entry + 1] = field
end
local kind, op, at = entry[1], entry[2], tonumber(entry[3])
local op_id = string.match(op, ':(.*)$')
local now = math.max(clock, at)
-- include lib/shard/journal

local function applied()
  local id = string.format('%.0f-%.0f', generation, entry_n)
  if rebuilding % 2 == REBUILT then
    redis.call('XADD', KEYS[2], 'MAXLEN', '=', 1, id, 'e', payload)
  else
    redis.call('XADD', KEYS[2], id, 'e', payload)
  end
  n, chain = entry_n, entry_chain
  if not LEASELESS[kind] then
    lease_until = math.max(lease_until, at)
  end
  commit()
  return { 'OK', string.format('%.0f', n) }
end
