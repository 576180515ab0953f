-- lib/hold/record (functions): reads a hold record (lua/README.md, "Hold record").
--
-- NEEDS    none
-- GIVES    parse_hold
-- REFUSES  none
--
local function parse_hold(record)
  local status, member, place, times, deadline, made, total, area, quantity, op, seats =
    string.match(record,
      '^(%u) (%d+) (%d+) ((%d+) (%d+)) (%d+) (%S+) (%d+) (%S+) (%S+)$')
  -- What is printed again more often than it is reckoned with stays text.
  return {
    status = status, member = member, place = place, times = times,
    deadline = tonumber(deadline), made = tonumber(made), total = total, area = area,
    quantity = quantity, op = op, seats = seats,
  }
end
