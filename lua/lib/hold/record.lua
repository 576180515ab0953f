-- lib/hold/record (functions): reads a hold record (lua/README.md, "Hold record").
--
-- NEEDS    none
-- GIVES    parse_hold
-- REFUSES  none
--
local function parse_hold(record)
  local status, member, place, deadline, made, total, area, quantity, op, seats =
    string.match(record, '^(%u) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) (%d+) (%S+) (%S+)$')
  return {
    status = status, member = member, place = place, deadline = tonumber(deadline),
    made = tonumber(made), total = total, area = area, quantity = tonumber(quantity),
    op = op, seats = seats,
  }
end
