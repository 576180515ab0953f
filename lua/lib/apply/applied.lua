-- lib/apply/applied (step): the end of a script that has put an entry back: the entry stands in the
-- journal under MySQL's number and chain. Its time proves a lease where its kind needed one.
--
-- NEEDS    KEYS[1] KEYS[2] entry_n entry_chain payload kind at now generation lease_until epoch
--          paused_from paused_at resumed_at n rebuilding chain
-- GIVES    n chain lease_until
-- REFUSES  none
--
local REBUILT = 1
local LEASELESS = { generation = true, provisioned = true, queue = true }
local id = string.format('%.0f-%.0f', generation, entry_n)
if rebuilding % 2 == REBUILT then
  -- The journal of a rebuild is in MySQL: here the last entry alone keeps the number.
  redis.call('XADD', KEYS[2], 'MAXLEN', '=', 1, id, 'e', payload)
else
  redis.call('XADD', KEYS[2], id, 'e', payload)
end
n, chain = entry_n, entry_chain
if not LEASELESS[kind] then
  lease_until = math.max(lease_until, tonumber(at))
end
-- include lib/shard/commit
return { 'OK', string.format('%.0f', n) }
