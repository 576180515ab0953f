-- lib/queue/times (functions): how long a place that is called may take to enter, and how long it
-- is parked after that, in ms.
--
-- NEEDS    none
-- GIVES    ENTER_MS PARK_MS
-- REFUSES  none
--
local ENTER_MS, PARK_MS = 30000, 300000
