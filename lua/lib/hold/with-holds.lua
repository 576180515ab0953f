-- lib/hold/with-holds (functions): what a new hold needs to know of others only now and then: of a
-- repeated one, of a lapsed one in the way, of a session or a limit that hangs on a pause. One
-- function makes it all when it is first needed, because a closure that is made and not called
-- costs time (lua/README.md, "What it costs"). Gives nil where there is no such showtime.
--
-- NEEDS    now n lease_until paused_from paused_at resumed_at sale_key
-- GIVES    with_holds
-- REFUSES  none
--
local function with_holds()
  -- include lib/sale/pause-times
  if not sale_paused_from then
    return nil
  end
  -- include lib/sale/grace
  -- include lib/hold/record
  -- include lib/hold/lapsing
  -- include lib/hold/reply
  return { counts_until = counts_until, parse = parse_hold, is_lapsed = is_lapsed,
    reply = hold_reply }
end
