-- lib/sale/pauses (step): the pauses of a sale that there must be.
--
-- NEEDS    sale_key
-- GIVES    sale_paused_from sale_paused_at sale_resumed_at
-- REFUSES  {"SHOWTIME_NOT_FOUND"}
--
-- include lib/sale/pause-times
if not sale_paused_from then
  return { 'SHOWTIME_NOT_FOUND' }
end
