-- Removes the results of a space, and lets none be kept that was found before a version of it.
-- KEYS: the space's list of results, its barrier. ARGV: the version, milliseconds the barrier stands.
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
local results = redis.call('ZRANGE', KEYS[1], 0, -1)
for _, result in ipairs(results) do
  redis.call('DEL', result)
end
redis.call('DEL', KEYS[1])
return #results
