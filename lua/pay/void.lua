#!lua
-- pay/void: gives back what was authorised, once a refusal or a tombstone is durable.
--
-- KEYS    1 control  2 journal  3 wallets  4 auths  5 unsettled
-- ARGV    1 generation  2 member  3 pay_id
-- OK      state available authorised
-- REFUSE  { "SALE_PAUSED" }  { "NO_RECORD" } a replica not yet recovered  { "CONFLICT" state }
-- RETRY   safe: what is voided stays voided
--
local wallets_key, auths_key, unsettled_key = KEYS[3], KEYS[4], KEYS[5]
local member, pay_id = ARGV[2], ARGV[3]
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/journal
-- include lib/wallets
-- include lib/settle
return settle('V', 'voided', 1)
