#!lua
-- pay/resolve: the outcome of a payment for the sweeper; without one it writes a tombstone, so
-- that a confirm that comes late meets a record.
--
-- KEYS    1 control  2 journal  3 pays
-- ARGV    1 generation  2 showtime  3 pay_id
-- OK      the pay record
-- REFUSE  {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the record answers
--
local pays_key = KEYS[3]
local showtime, pay_id = ARGV[2], ARGV[3]
-- include lib/shard/control
-- include lib/shard/clock
local known = redis.call('HGET', pays_key, pay_id)
if known then
  return { 'OK', known }
end
-- include lib/shard/lease
-- include lib/shard/journal
append('tombstoned', 'pay/resolve:' .. pay_id, showtime, pay_id)
redis.call('HSET', pays_key, pay_id, 'TOMBSTONED')
-- include lib/shard/commit
return { 'OK', 'TOMBSTONED' }
