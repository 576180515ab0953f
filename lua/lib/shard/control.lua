-- The shard's control record: read once, checked against the caller's generation, written once.
local record = redis.call('GET', KEYS[1])
if not record then
  return { 'WRONG_GENERATION', '0' }
end
local generation, lease_until, clock, epoch, paused_from, paused_at, resumed_at, n, rebuilding =
  struct.unpack('<ddddddddd', record)
local chain = string.sub(record, 73)
if tonumber(ARGV[1]) ~= generation then
  return { 'WRONG_GENERATION', string.format('%.0f', generation) }
end
