-- lib/apply/next-entry (step): one entry of MySQL's journal that is put back: only as the next
-- number, and only under its chain. lib/apply/applied ends the script.
--
-- NEEDS    ARGV[2] ARGV[3] ARGV[4] n chain clock
-- GIVES    entry_n entry_chain payload entry kind op op_id at now
-- REFUSES  {"GAP", n}
--
local entry_n, entry_chain, payload = tonumber(ARGV[2]), ARGV[3], ARGV[4]
if entry_n <= n then
  return { 'OK', string.format('%.0f', n) }
elseif entry_n ~= n + 1 then
  return { 'GAP', string.format('%.0f', n) }
elseif redis.sha1hex(chain .. payload) ~= entry_chain then
  return redis.error_reply('ASSERT an entry is not the next of this chain')
end
local entry = {}
for field in string.gmatch(payload, '%S+') do
  entry[#entry + 1] = field
end
local kind, op, at = unpack(entry, 1, 3)
local op_id = string.match(op, ':(.*)$')
local now = math.max(clock, tonumber(at))
