#!lua flags=no-writes
-- wallet/read: what a member may spend and what is authorised.
--
-- KEYS    1 control  2 wallets
-- ARGV    1 generation  2 member
-- OK      available authorised
-- REFUSE  {"SALE_PAUSED"} while the shard recovers: what is missing here is not zero
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local wallets_key, member = KEYS[2], ARGV[2]
-- include lib/shard/control
-- include lib/shard/recovered
-- include lib/wallet/wallet
local available, authorised = wallet_of(member)
return { 'OK', whole(available), whole(authorised) }
