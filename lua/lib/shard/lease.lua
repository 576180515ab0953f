-- Classes A and B run only under a lease; a refusal for its lack is never recorded.
if now >= lease_until or rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
