#!lua flags=no-writes
-- queue/head: the last place called; a node asks it for all the sockets it holds.
--
-- KEYS    1 control  2 queue
-- ARGV    1 generation
-- OK      head
-- REFUSE  none
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: it reads
--
local queue_key = KEYS[2]
-- include lib/shard/control
return { 'OK', redis.call('HGET', queue_key, 'head') or '0' }
