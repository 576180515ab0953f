#!lua flags=no-writes
-- pay/find: whether a payment has an authorisation, without making one.
--
-- KEYS    1 control  2 auths
-- ARGV    1 generation  2 pay_id
-- OK      state(A|C|V|-)
-- REFUSE  {"SALE_PAUSED"} while the shard recovers
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local auths_key = KEYS[2]
local pay_id = ARGV[2]
-- include lib/shard/control
-- include lib/shard/recovered
local record = redis.call('HGET', auths_key, pay_id)
return { 'OK', record and string.sub(record, 1, 1) or '-' }
