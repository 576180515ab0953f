-- lib/apply/holdings (functions): what entries say of areas, holds and members, put back as it is.
--
-- NEEDS    stock_key holds_key parse_hold put_over member_has put_member without
-- GIVES    set_left set_over set_member
-- REFUSES  none
--
local function set_left(area, left)
  if area ~= '-' then
    local text = redis.call('HGET', stock_key, area) or ''
    redis.call('HSET', stock_key, area, left .. ' ' .. (string.match(text, ' (.+)$') or '0 0'))
  end
end

-- A hold that is over in some way; its record may have been forgotten.
local function set_over(id, status, hold_op)
  local record = redis.call('HGET', holds_key, id)
  if record then
    local hold = parse_hold(record)
    hold.status, hold.op = status, hold_op or hold.op
    put_over(id, hold)
  end
end

local function set_member(member, count, id, is_live)
  local _, live = member_has(member)
  live = without(live, id)
  if is_live then
    live = live == '' and id or live .. ',' .. id
  end
  put_member(member, tonumber(count), live)
end
