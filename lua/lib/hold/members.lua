-- lib/hold/members (functions): what a member has of this showtime: how many seats and units are
-- held or sold, and the ids of the live holds.
--
-- NEEDS    members_key
-- GIVES    member_has put_member without
-- REFUSES  none
--
local function member_has(member)
  local text = redis.call('HGET', members_key, member)
  if not text then
    return 0, ''
  end
  return string.match(text, '^(%d+) ?(.*)$')
end

local function put_member(member, count, live)
  if live == '' and tonumber(count) == 0 then
    redis.call('HDEL', members_key, member)
  elseif live == '' then
    redis.call('HSET', members_key, member, count)
  else
    redis.call('HSET', members_key, member, count .. ' ' .. live)
  end
end

local function without(live, id)
  if live == id then
    return ''
  end
  local kept = {}
  for other in string.gmatch(live, '[^,]+') do
    if other ~= id then
      kept[#kept + 1] = other
    end
  end
  return table.concat(kept, ',')
end
