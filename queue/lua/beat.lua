-- beat: an owner lives, and where its other controllers reach it. A hint, never the judge.
-- KEYS  1 generation
-- ARGV  8 url, 9 silent for how long is forgotten (ms)
-- Reply ok with a row { owner, url, last beat } for each.
-- uses: base
local url, forget_after = ARGV[8], tonumber(ARGV[9])

redis.call('ZADD', prefix .. 'owners', now, owner)
redis.call('HSET', prefix .. 'urls', owner, url)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'owners', '-inf', now - forget_after)) do
  redis.call('ZREM', prefix .. 'owners', gone)
  redis.call('HDEL', prefix .. 'urls', gone)
end
local all = redis.call('ZRANGE', prefix .. 'owners', 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
  rows[#rows + 1] = { all[i], redis.call('HGET', prefix .. 'urls', all[i]) or '', tonumber(all[i + 1]) }
end
return reply('ok')
