-- lib/hold/limit (step): refuses what goes over the member's limit, once the member's own lapsed
-- holds are counted out; those are put into `lapsed`. The hold `mine` gives back `given_back`
-- seats.
--
-- NEEDS    members_key holds_key member quantity given_back mine lapsed max_per_user
--          with_holds holds
-- GIVES    max_per_user count live holds
-- REFUSES  {"LIMIT_REACHED", limit}
--
max_per_user = tonumber(max_per_user)
local count, live = 0, ''
local has = redis.call('HGET', members_key, member)
if has then
  count, live = string.match(has, '^(%d+) ?(.*)$')
end
local would_have = count + quantity - given_back
for _, hold in pairs(lapsed) do
  would_have = would_have - (hold.member == member and hold.quantity or 0)
end
if would_have > max_per_user then
  holds = holds or with_holds()
  for id in string.gmatch(live, '[^,]+') do
    local hold = id ~= mine and not lapsed[id]
      and holds.parse(redis.call('HGET', holds_key, id))
    if hold and holds.is_lapsed(hold) then
      lapsed[id] = hold
      would_have = would_have - hold.quantity
    end
  end
  if would_have > max_per_user then
    return { 'LIMIT_REACHED', max_per_user }
  end
end
