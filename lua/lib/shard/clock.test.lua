-- The clock of the tests: the control record's own, moved by the test helper alone.
local now = clock
