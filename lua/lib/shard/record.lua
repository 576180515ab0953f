-- lib/shard/record (step): reads the shard's control record; nothing else reads it. Without a
-- record all its numbers are 0, and so is its generation, which is at least 1 in every record.
--
-- NEEDS    KEYS[1]
-- GIVES    generation lease_until clock epoch paused_from paused_at resumed_at n rebuilding chain
-- REFUSES  none
--
local record = redis.call('GET', KEYS[1]) or string.rep('\0', 72) .. string.rep('0', 40)
local generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
  struct.unpack('<ddddddddd', record)
local chain = string.sub(record, 73)
