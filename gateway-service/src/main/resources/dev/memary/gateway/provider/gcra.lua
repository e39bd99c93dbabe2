-- A token bucket as the generic cell rate algorithm (GCRA) keeps it: one number, the theoretical arrival time (TAT),
-- at which the bucket is full again. After B. Leach, "Rate Limiting, Cells, and GCRA" (brandur.org/rate-limiting).
-- KEYS[1] the bucket; ARGV: its size, what flows in per second, what is taken.
-- Answers: granted (1 or 0), what is left, microseconds until it would be granted, microseconds until it is full.
-- Who asks for more than the bucket holds waits until it is full, and pays for all of it.
local burst, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local interval = 1000000 / rate
local capacity = burst * interval
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local wait = tat + math.min(cost, burst) * interval - capacity - now
if wait > 0.5 then
  local left = math.max(0, math.floor((capacity - (tat - now)) / interval + 0.000001))
  return {0, left, math.ceil(wait), math.ceil(tat - now)}
end
local later = tat + cost * interval
redis.call('SET', KEYS[1], string.format('%.0f', later), 'PX', math.ceil((later - now) / 1000) + 1000)
local left = math.max(0, math.floor((capacity - (later - now)) / interval + 0.000001))
return {1, left, 0, math.ceil(later - now)}
