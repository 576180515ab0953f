#!lua
-- pay/void: gives back what was authorised, once a refusal or a tombstone is durable.
--
-- KEYS    1 control  2 journal  3 wallets  4 auths  5 unsettled
-- ARGV    1 generation  2 member  3 pay_id
-- OK      state(V) available authorised
-- REFUSE  {"SALE_PAUSED"}
-- ASK     {"WRONG_GENERATION", generation} {"CONFLICT", state} it was captured
--         {"NO_RECORD"} a replica that has not recovered
-- RETRY   safe: what is voided stays voided
--
local wallets_key, auths_key, unsettled_key = KEYS[3], KEYS[4], KEYS[5]
local member, pay_id, state = ARGV[2], ARGV[3], 'V'
-- include lib/shard/control
-- include lib/shard/clock
-- include lib/shard/journal
-- include lib/wallet/wallet
-- include lib/wallet/put-wallet
-- include lib/wallet/auths
-- include lib/pay/end-authorisation
