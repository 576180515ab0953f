-- lib/shard/clock.test (step): the clock of the tests: the control record's own, which the test kit
-- alone moves.
--
-- NEEDS    clock
-- GIVES    now
-- REFUSES  none
--
local now = clock
