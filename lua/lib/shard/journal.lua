-- lib/shard/journal (functions): appends what was decided, before every other write: where XADD
-- fails nothing has been written. lib/shard/commit then writes the control record.
--
-- NEEDS    KEYS[2] generation now n chain
-- GIVES    journal append n chain
-- REFUSES  none
--
local function journal(payload)
  n = n + 1
  redis.call('XADD', KEYS[2], string.format('%d-%d', generation, n), 'e', payload)
  chain = redis.sha1hex(chain .. payload)
end

local function append(kind, op, ...)
  journal(table.concat({ kind, op, string.format('%d', now), ... }, ' '))
end
