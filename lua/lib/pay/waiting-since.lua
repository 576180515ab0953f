-- lib/pay/waiting-since (step): answers the names of a zset that are at least ARGV[2] ms old, at
-- most ARGV[3] (≤ 500) of them, oldest first, word by word.
--
-- NEEDS    KEYS[2] ARGV[2] ARGV[3] now
-- GIVES    none
-- REFUSES  none
--
local names = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf',
  string.format('%d', now - tonumber(ARGV[2])), 'LIMIT', 0, math.min(tonumber(ARGV[3]), 500))
local reply = { 'OK' }
for _, name in ipairs(names) do
  for word in string.gmatch(name, '%S+') do
    reply[#reply + 1] = word
  end
end
return reply
