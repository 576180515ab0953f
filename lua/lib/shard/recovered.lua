-- lib/shard/recovered (step): a shard under recovery does not say what it has: it may lack what
-- MySQL knows, be it a showtime, a wallet or the last place it gave.
--
-- NEEDS    rebuilding
-- GIVES    none
-- REFUSES  {"SALE_PAUSED"}
--
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
