-- lib/shard/control (step): the control record of a shard whose generation is the caller's.
--
-- NEEDS    KEYS[1] ARGV[1]
-- GIVES    generation lease_until clock epoch paused_from paused_at resumed_at n rebuilding chain
-- REFUSES  {"WRONG_GENERATION", generation} 0 without a record
--
-- include lib/shard/record
if generation == 0 or tonumber(ARGV[1]) ~= generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
