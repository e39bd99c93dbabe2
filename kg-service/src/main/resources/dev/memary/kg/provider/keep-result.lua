-- Keeps a result, unless one of its spaces has forgotten something since.
-- KEYS: the result; of each space its list of results; of each space its barrier.
-- ARGV: the result, milliseconds it is kept, of each space the version it was found in.
local spaces = (#KEYS - 1) / 2
for i = 1, spaces do
  local barrier = redis.call('GET', KEYS[1 + spaces + i])
  if barrier and tonumber(ARGV[2 + i]) < tonumber(barrier) then
    return 0
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
for i = 2, 1 + spaces do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  redis.call('ZADD', KEYS[i], now + ARGV[2], KEYS[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return 1
