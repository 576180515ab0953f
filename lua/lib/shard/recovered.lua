-- A shard that is being recovered does not tell what it has: it may lack what MySQL knows.
if rebuilding ~= 0 then
  return { 'SALE_PAUSED' }
end
