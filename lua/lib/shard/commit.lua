-- lib/shard/commit (step): writes the control record; nothing else writes it. Number, chain and
-- clock move together, once per script, after its last entry.
--
-- NEEDS    KEYS[1] generation lease_until now epoch paused_from paused_at resumed_at n rebuilding
--          chain
-- GIVES    none
-- REFUSES  none
--
redis.call('SET', KEYS[1], struct.pack('<ddddddddd', generation, lease_until, now, epoch,
  paused_from, paused_at, resumed_at, n, rebuilding) .. chain)
