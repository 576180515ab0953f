#!lua
-- wallet/read: what a member may spend and what is authorised.
--
-- KEYS    1 control  2 wallets
-- ARGV    1 generation  2 member
-- OK      available authorised
-- REFUSE  {"SALE_PAUSED"} while the shard is recovered: what is missing here is not zero
-- RETRY   safe: a read
--
local wallets_key = KEYS[2]
-- include lib/shard/control
-- include lib/shard/recovered
-- include lib/wallets
local available, authorised = wallet_of(ARGV[2])
return { 'OK', whole(available), whole(authorised) }
