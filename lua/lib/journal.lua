-- Appends what was decided, first of all writes: where XADD fails nothing has been written.
local function append(kind, op, ...)
  local payload = table.concat({ kind, op, string.format('%d', now), ... }, ' ')
  redis.call('XADD', KEYS[2], string.format('%d-%d', generation, n + 1), 'e', payload)
  n = n + 1
  chain = redis.sha1hex(chain .. payload)
end

-- Writes the control record back: number, chain and clock move together, once per script.
local function commit()
  redis.call('SET', KEYS[1], struct.pack('<ddddddddd', generation, lease_until, now, epoch,
    paused_from, paused_at, resumed_at, n, rebuilding) .. chain)
end
