#!lua
-- shard/apply-show: puts one entry of MySQL's journal back that is about a showtime, or about a
-- payment in it: pure assignments, in the order of the journal.
--
-- KEYS    1 control  2 journal  3 sale  4 seats  5 owners  6 holds  7 deadlines  8 members
--         9 stock  10 pays  11 refunds  12 queue  13 active  14 sessions  15 places
--         16 wallets  17 auths
-- ARGV    1 generation  2 n  3 chain (after it)  4 payload
-- OK      n (the record's)
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation} {"GAP", n} it is not the next one
-- RETRY   safe: a number counts once
--
local sale_key, seats_key, owners_key, holds_key = KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local deadlines_key, members_key, stock_key, pays_key = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local refunds_key, queue_key, active_key = KEYS[11], KEYS[12], KEYS[13]
local sessions_key, places_key = KEYS[14], KEYS[15]
local wallets_key, auths_key = KEYS[16], KEYS[17]
-- include lib/shard/control
-- include lib/apply/next-entry
local showtime = entry[4]
-- include lib/hold/record
-- include lib/hold/put
-- include lib/hold/over
-- include lib/hold/members
-- include lib/hold/seats
-- include lib/apply/holdings
-- include lib/wallet/wallet
-- include lib/wallet/put-wallet
-- include lib/wallet/auths
-- include lib/apply/money
-- include lib/apply/showtime
-- include lib/apply/payments
if not APPLY[kind] then
  return redis.error_reply('ERR_ARGS not of a showtime: ' .. kind)
end
APPLY[kind](unpack(entry, 5))
-- include lib/apply/applied
