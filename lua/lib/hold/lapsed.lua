-- lib/hold/lapsed (step): whether the deadline of the `hold` is over. The pauses, which may move
-- it, are read only when it has passed.
--
-- NEEDS    hold now lease_until paused_from paused_at resumed_at sale_key
-- GIVES    lapsed
-- REFUSES  none
--
if hold.deadline <= now then
  -- include lib/sale/pause-times
  sale_paused_from, sale_paused_at, sale_resumed_at = sale_paused_from or 0, sale_paused_at or 0,
    sale_resumed_at or 0
  -- include lib/sale/grace
  lapsed = counts_until(hold.deadline, hold.made) <= now
end
