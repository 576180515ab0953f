-- lib/shard/lease (step): classes A and B run only under a lease. A refusal for want of one is
-- never recorded.
--
-- NEEDS    now lease_until rebuilding
-- GIVES    none
-- REFUSES  {"SALE_PAUSED"}
--
if now >= lease_until or rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
