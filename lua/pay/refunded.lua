#!lua
-- pay/refunded: the refund of a cancelled payment is durable in the wallet; nothing is owed.
--
-- KEYS    1 control  2 journal  3 refunds
-- ARGV    1 generation  2 showtime  3 pay_id
-- OK
-- REFUSE  {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: what is not owed is not settled twice
--
local refunds_key = KEYS[3]
local showtime, pay_id = ARGV[2], ARGV[3]
-- include lib/shard/control
-- include lib/shard/clock
local name = pay_id .. ' ' .. showtime
if not redis.call('ZSCORE', refunds_key, name) then
  return { 'OK' }
end
-- include lib/shard/lease
-- include lib/shard/journal
append('refunded', 'pay/refunded:' .. pay_id, showtime, pay_id)
redis.call('ZREM', refunds_key, name)
-- include lib/shard/commit
return { 'OK' }
