-- lib/hold/end-lapsed (functions): ends the lapsed holds that are in the way, each whole and with
-- its own entry.
--
-- NEEDS    end_hold
-- GIVES    end_lapsed
-- REFUSES  none
--
local function end_lapsed(lapsed)
  local ids = {}
  for id in pairs(lapsed) do
    ids[#ids + 1] = id
  end
  table.sort(ids)
  for _, id in ipairs(ids) do
    end_hold(id, lapsed[id], 'E')
  end
end
