#!lua
-- queue/head: the last place called; a node asks it for all the sockets it holds.
--
-- KEYS    1 control  2 queue
-- ARGV    1 generation
-- OK      head
-- REFUSE
-- RETRY   safe: reads only
--
-- include lib/shard/control
return { 'OK', redis.call('HGET', KEYS[2], 'head') or '0' }
