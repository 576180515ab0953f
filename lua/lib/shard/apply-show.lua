-- What each kind of entry says about its showtime, as assignments (lua/README.md, "Journal
-- entries"). Needs the key locals of shard/apply-show, lib/shard/applying and lib/holds.
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
    put_hold(id, hold)
    redis.call('ZADD', deadlines_key,
      math.max(hold.deadline, hold.made + REMEMBER_MS) + FORGET_MS, id)
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

local APPLY = {}

function APPLY.provisioned(e)
  redis.call('HSET', sale_key, 'layout', e[5], 'unsold', e[7])
  redis.call('DEL', seats_key)
  redis.call('SETRANGE', seats_key, 0, string.rep(AVAILABLE, tonumber(e[6])))
end

function APPLY.sale(e)
  redis.call('HSET', sale_key, 'state', e[5], 'mode', e[6], 'max_active', e[7],
    'per_minute', e[8], 'hold_ms', e[9], 'session_ms', e[10], 'max_per_user', e[11],
    'paused_from', e[12], 'paused_at', e[13], 'resumed_at', e[14], 'unsold', e[15], 'op', op_id)
end

function APPLY.blocked(e)
  put_seats(e[5], BLOCKED, nil)
  redis.call('HSET', sale_key, 'unsold', e[6], 'block_op', op_id)
end

function APPLY.unblocked(e)
  put_seats(e[5], AVAILABLE, nil)
  redis.call('HSET', sale_key, 'unsold', e[6], 'block_op', op_id)
end

-- Told, not set: the waiting room may have survived what the journal lost; queue/recover weighs
-- both.
function APPLY.queue(e)
  redis.call('HSET', queue_key, 'journalled', e[5] .. ' ' .. e[6])
end

function APPLY.held(e)
  local id, member, place, seats, freed = e[5], e[6], e[7], e[8], e[9]
  put_seats(freed, AVAILABLE, nil)
  put_seats(seats, HELD, id)
  set_left(e[10], e[16])
  put_hold(id, { status = 'H', member = member, place = place, deadline = e[13], made = e[14],
    total = e[12], area = e[10], quantity = e[11], seats = seats,
    op = string.match(op, '^seat/change:') and op_id or '-' })
  set_member(member, e[15], id, true)
  redis.call('ZADD', deadlines_key, e[13], id)
  redis.call('ZADD', active_key, 'XX', 'GT', e[13], place)
end

function APPLY.ended(e)
  put_seats(e[8], AVAILABLE, nil)
  set_left(e[9], e[12])
  set_member(e[6], e[11], e[5], false)
  set_over(e[5], e[7] == 'released' and 'R' or 'E', e[7] == 'released' and op_id or nil)
end

function APPLY.sold(e)
  local pay_id, hold_id, member, place = e[5], e[6], e[7], e[14]
  redis.call('HSET', pays_key, pay_id,
    table.concat({ 'CONFIRMED', hold_id, member, e[8], e[10], e[11], e[9] }, ' '))
  redis.call('HSET', sale_key, 'unsold', e[13])
  put_seats(e[9], SOLD, pay_id)
  set_member(member, e[12], hold_id, false)
  set_over(hold_id, 'P')
  local text = redis.call('HGET', places_key, member)
  if not text or string.match(text, '^%d+') == place then
    redis.call('HSET', places_key, member, place .. ' d')
  end
  redis.call('ZREM', active_key, place)
  redis.call('HDEL', sessions_key, place)
end

function APPLY.refused(e)
  redis.call('HSET', pays_key, e[5], table.concat({ 'REFUSED', e[6], e[7], e[8] }, ' '))
end

function APPLY.tombstoned(e)
  redis.call('HSET', pays_key, e[5], 'TOMBSTONED')
end

function APPLY.cancelled(e)
  redis.call('HSET', pays_key, e[5],
    table.concat({ 'CANCELLED', e[6], e[7], e[9], e[11], e[12], e[10], e[8] }, ' '))
  redis.call('ZADD', refunds_key, e[3], e[5] .. ' ' .. showtime)
  redis.call('HSET', sale_key, 'unsold', e[14])
  put_seats(e[10], AVAILABLE, nil)
  set_left(e[11], e[15])
  set_member(e[7], e[13], e[6], false)
  set_over(e[6], 'C')
end

function APPLY.refunded(e)
  redis.call('ZREM', refunds_key, e[5] .. ' ' .. showtime)
end
