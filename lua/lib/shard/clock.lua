-- The one clock: Redis TIME in ms, read once, never behind what the shard has seen.
local time = redis.call('TIME')
local now = math.max(clock, tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
