-- lib/hold/runs (step): seats side by side are read and written at once: `runs` says where in the
-- list of `wanted` seats each such run begins, and last where the list ends.
--
-- NEEDS    wanted runs
-- GIVES    runs
-- REFUSES  none
--
runs = { 1, #wanted + 1 }
local before = tonumber(wanted[1])
for at = 2, #wanted do
  local number = tonumber(wanted[at])
  if number ~= before + 1 then
    runs[#runs] = at
    runs[#runs + 1] = #wanted + 1
  end
  before = number
end
