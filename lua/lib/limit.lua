-- Refuses what goes over the member's limit, once his own lapsed holds are counted out; those are
-- put into `lapsed`. The hold `mine` gives `given_back` seats back. Gives his `count` and `live`.
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
  -- include lib/pauses
  -- include lib/holds
  for id in string.gmatch(live, '[^,]+') do
    local hold = id ~= mine and not lapsed[id] and parse_hold(redis.call('HGET', holds_key, id))
    if hold and is_lapsed(hold) then
      lapsed[id] = hold
      would_have = would_have - hold.quantity
    end
  end
  if would_have > max_per_user then
    return { 'LIMIT_REACHED', max_per_user }
  end
end
