-- lib/apply/payments (functions): what an entry about a payment says of its showtime, as
-- assignments; parameters as in lib/apply/showtime.
--
-- NEEDS    APPLY at showtime sale_key pays_key refunds_key places_key active_key
--          sessions_key put_seats AVAILABLE SOLD set_left set_over set_member set_wallet set_auth
-- GIVES    none
-- REFUSES  none
--
function APPLY.sold(pay_id, hold_id, member, amount, seats, area, quantity, count, unsold, place)
  redis.call('HSET', pays_key, pay_id,
    table.concat({ 'CONFIRMED', hold_id, member, amount, area, quantity, seats }, ' '))
  redis.call('HSET', sale_key, 'unsold', unsold)
  put_seats(seats, SOLD, pay_id)
  set_member(member, count, hold_id, false)
  set_over(hold_id, 'P')
  local text = redis.call('HGET', places_key, member)
  if not text or string.match(text, '^%d+') == place then
    redis.call('HSET', places_key, member, place .. ' d')
  end
  redis.call('ZREM', active_key, place)
  redis.call('HDEL', sessions_key, place)
end

function APPLY.paid(pay_id, hold_id, member, amount, seats, area, quantity, count, unsold, place,
  available, authorised)
  APPLY.sold(pay_id, hold_id, member, amount, seats, area, quantity, count, unsold, place)
  set_wallet(member, available, authorised)
  set_auth('C', pay_id, amount, hold_id, showtime)
end

function APPLY.refused(pay_id, hold_id, member, reason)
  redis.call('HSET', pays_key, pay_id,
    table.concat({ 'REFUSED', hold_id, member, reason }, ' '))
end

function APPLY.tombstoned(pay_id)
  redis.call('HSET', pays_key, pay_id, 'TOMBSTONED')
end

function APPLY.cancelled(pay_id, hold_id, member, refund_id, amount, seats, area, quantity, count,
  unsold, stock)
  redis.call('HSET', pays_key, pay_id,
    table.concat({ 'CANCELLED', hold_id, member, amount, area, quantity, seats, refund_id }, ' '))
  redis.call('ZADD', refunds_key, at, pay_id .. ' ' .. showtime)
  redis.call('HSET', sale_key, 'unsold', unsold)
  put_seats(seats, AVAILABLE, nil)
  set_left(area, stock)
  set_member(member, count, hold_id, false)
  set_over(hold_id, 'C')
end

function APPLY.refunded(pay_id)
  redis.call('ZREM', refunds_key, pay_id .. ' ' .. showtime)
end
