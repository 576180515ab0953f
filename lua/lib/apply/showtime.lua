-- lib/apply/showtime (functions): what an entry about the seats, the sale or the waiting room of a
-- showtime says, as assignments. The parameters of a kind are its fields after the showtime, in the
-- order of the one table (lua/README.md, "Journal entries").
--
-- NEEDS    op op_id sale_key seats_key deadlines_key queue_key active_key put_hold put_seats
--          AVAILABLE HELD BLOCKED set_left set_over set_member
-- GIVES    APPLY
-- REFUSES  none
--
local APPLY = {}

function APPLY.provisioned(layout, seat_count, unsold)
  redis.call('HSET', sale_key, 'layout', layout, 'unsold', unsold)
  redis.call('DEL', seats_key)
  redis.call('SETRANGE', seats_key, 0, string.rep(AVAILABLE, tonumber(seat_count)))
end

function APPLY.sale(state, mode, max_active, per_minute, hold_ms, session_ms, max_per_user,
  paused_from, paused_at, resumed_at, unsold)
  redis.call('HSET', sale_key, 'state', state, 'mode', mode, 'max_active', max_active,
    'per_minute', per_minute, 'hold_ms', hold_ms, 'session_ms', session_ms, 'max_per_user',
    max_per_user, 'paused_from', paused_from, 'paused_at', paused_at, 'resumed_at', resumed_at,
    'unsold', unsold, 'op', op_id)
end

function APPLY.blocked(seats, unsold)
  put_seats(seats, BLOCKED, nil)
  redis.call('HSET', sale_key, 'unsold', unsold, 'block_op', op_id)
end

function APPLY.unblocked(seats, unsold)
  put_seats(seats, AVAILABLE, nil)
  redis.call('HSET', sale_key, 'unsold', unsold, 'block_op', op_id)
end

-- Written down, not set: the waiting room may have survived what the journal lost; queue/recover
-- weighs both.
function APPLY.queue(next_place, head)
  redis.call('HSET', queue_key, 'journalled', next_place .. ' ' .. head)
end

function APPLY.held(hold_id, member, place, seats, freed, area, quantity, total, deadline, made,
  count, stock)
  put_seats(freed, AVAILABLE, nil)
  put_seats(seats, HELD, hold_id)
  set_left(area, stock)
  put_hold(hold_id, { status = 'H', member = member, place = place,
    times = deadline .. ' ' .. made, total = total, area = area, quantity = quantity, seats = seats,
    op = string.match(op, '^seat/change:') and op_id or '-' })
  set_member(member, count, hold_id, true)
  redis.call('ZADD', deadlines_key, deadline, hold_id)
  redis.call('ZADD', active_key, 'XX', 'GT', deadline, place)
end

function APPLY.ended(hold_id, member, status, seats, area, _, count, stock)
  put_seats(seats, AVAILABLE, nil)
  set_left(area, stock)
  set_member(member, count, hold_id, false)
  set_over(hold_id, status == 'released' and 'R' or 'E', status == 'released' and op_id or nil)
end
