-- Appends what was decided, first of all writes: where XADD fails nothing has been written.
local function journal(payload)
  n = n + 1
  redis.call('XADD', KEYS[2], string.format('%d-%d', generation, n), 'e', payload)
  chain = redis.sha1hex(chain .. payload)
end

local function append(kind, op, ...)
  journal(table.concat({ kind, op, string.format('%d', now), ... }, ' '))
end

-- Writes the control record back: number, chain and clock move together, once per script.
local function commit()
  redis.call('SET', KEYS[1], struct.pack('<ddddddddd', generation, lease_until, now, epoch,
    paused_from, paused_at, resumed_at, n, rebuilding) .. chain)
end
