-- set_admission: open takes calls; drain takes no more and serves those that wait; closed turns these away too.
-- KEYS  1 generation
-- ARGV  4 topic, 5 open, drain or closed
-- Reply ok with a row for who asks, which he tells when the queue is rebuilt.
-- uses: base gate
local topic, admission = ARGV[4], ARGV[5]

-- Later is more, also than what an owner remembers who has not yet told it in this generation.
local key = PREFIX .. 'admission'
local change = string.format('%d', math.max(now, tonumber(redis.call('HGET', key, '') or 0) + 1))
redis.call('HSET', key, '', change, topic, admission .. ' ' .. change)
tell(OWNER, { 'admission', topic, admission, change })
return reply('ok')
