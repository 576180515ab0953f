-- The names of a zset that have waited for a while, oldest first, word by word: KEYS[2], ARGV[2]
-- the least age in ms, ARGV[3] at most so many (≤ 500).
local names = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf',
  string.format('%d', now - tonumber(ARGV[2])), 'LIMIT', 0, math.min(tonumber(ARGV[3]), 500))
local reply = { 'OK' }
for _, name in ipairs(names) do
  for word in string.gmatch(name, '%S+') do
    reply[#reply + 1] = word
  end
end
return reply
