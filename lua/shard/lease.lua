#!lua
-- shard/lease: lets the shard sell for a while longer; renewed by its worker alone. A lease that
-- had lapsed ends a pause, which began when it lapsed; the first one of a new shard ends none.
--
-- KEYS    1 control
-- ARGV    1 generation  2 lease_ms  3 durable_n (the last number in MySQL)
-- OK      lease_until n
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} {"BEHIND", n} MySQL has more than this Redis
--         {"REBUILDING"} the shard recovers
-- RETRY   safe: a lease only grows
--
local lease_ms, durable_n = tonumber(ARGV[2]), tonumber(ARGV[3])
local GRACE_MS = 60000
-- include lib/shard/control
-- include lib/shard/clock
if rebuilding ~= 0 then
  return { 'REBUILDING' }
elseif n < durable_n then
  return { 'BEHIND', string.format('%.0f', n) }
end
if lease_until > 0 and now >= lease_until then
  -- Within the minute of grace of the pause before, both are one: its start is the first's.
  if paused_at == 0 or lease_until > resumed_at + GRACE_MS then
    paused_from = lease_until
  end
  paused_at = lease_until
  resumed_at = now
end
lease_until = math.max(lease_until, now + lease_ms)
-- include lib/shard/commit
return { 'OK', string.format('%.0f', lease_until), string.format('%.0f', n) }
