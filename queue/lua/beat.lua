-- beat: an owner lives, and where its other controllers reach it. A hint, never the judge.
-- KEYS  1 generation
-- ARGV  4 url, 5 silent for how long is forgotten (ms)
-- Reply ok with a row { owner, url, last beat } for each.
-- uses: base
local url, forget_after = ARGV[4], tonumber(ARGV[5])

redis.call('ZADD', PREFIX .. 'owners', now, OWNER)
redis.call('HSET', PREFIX .. 'urls', OWNER, url)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', PREFIX .. 'owners', '-inf', now - forget_after)) do
  redis.call('ZREM', PREFIX .. 'owners', gone)
  redis.call('HDEL', PREFIX .. 'urls', gone)
end
local all = redis.call('ZRANGE', PREFIX .. 'owners', 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
  rows[#rows + 1] = { all[i], redis.call('HGET', PREFIX .. 'urls', all[i]) or '', tonumber(all[i + 1]) }
end
return reply('ok')
