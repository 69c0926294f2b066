-- topics: each topic at a glance.
-- KEYS  1 generation
-- ARGV  8 topics ";"-separated
-- Reply ok with a row { topic, calls waiting, arrival of the first of them or 0, open, drain or closed } each.
-- uses: base gate call
for topic in string.gmatch(ARGV[8], '[^;]+') do
  local first = redis.call('ZRANGE', prefix .. 'topic:' .. topic, '0', '0')[1]
  local c = first and load_call(string.sub(first, 14))
  rows[#rows + 1] = { topic, redis.call('ZCARD', prefix .. 'topic:' .. topic), c and c.entered or 0,
    redis.call('HGET', prefix .. 'admission', topic) or 'open' }
end
return reply('ok')
