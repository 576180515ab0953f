-- lib/shard/clock (step): the one clock, read once: the time of Redis in ms, never behind what the
-- shard has seen. Tests load lib/shard/clock.test in its place.
--
-- NEEDS    clock
-- GIVES    now
-- REFUSES  none
--
local time = redis.call('TIME')
local now = math.max(clock, tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
