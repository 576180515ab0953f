#!lua
-- pay/find: whether a payment has an authorisation, without making one.
--
-- KEYS    1 control  2 auths
-- ARGV    1 generation  2 pay_id
-- OK      state(A|C|V|-)
-- REFUSE  {"SALE_PAUSED"} while the shard is recovered
-- RETRY   safe: reads only
--
-- include lib/shard/control
-- include lib/shard/recovered
local record = redis.call('HGET', KEYS[2], ARGV[2])
return { 'OK', record and string.sub(record, 1, 1) or '-' }
