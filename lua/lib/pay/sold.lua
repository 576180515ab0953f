-- lib/pay/sold (step): what a hold covers belongs to its owner from now on. The entry that says so
-- is in the journal already.
--
-- NEEDS    sale_key pays_key active_key sessions_key places_key pay_id hold_id member amount hold
--          count live unsold outcome put_seats SOLD put_member without put_over
-- GIVES    outcome
-- REFUSES  none
--
outcome = 'CONFIRMED ' .. hold_id .. ' ' .. member .. ' ' .. amount .. ' ' .. hold.area .. ' '
  .. hold.quantity .. ' ' .. hold.seats
redis.call('HSET', pays_key, pay_id, outcome)
redis.call('HSET', sale_key, 'unsold', unsold)
put_seats(hold.seats, SOLD, pay_id)
put_member(member, count, without(live, hold_id))
hold.status = 'P'
put_over(hold_id, hold)
-- The place is done and its slot free for the next at once; a newer place of the member is another
-- one.
local place = redis.call('HGET', places_key, member)
if not place or string.match(place, '^%d+') == hold.place then
  redis.call('HSET', places_key, member, hold.place .. ' d')
end
redis.call('ZREM', active_key, hold.place)
redis.call('HDEL', sessions_key, hold.place)
