-- set_admission: open takes calls; drain takes no more and serves those that wait; closed turns these away too.
-- KEYS  1 generation
-- ARGV  8 topic, 9 open, drain or closed
-- Reply ok with a row for who asks, which he tells when the queue is rebuilt.
-- uses: base gate
local topic, admission = ARGV[8], ARGV[9]

local change = redis.call('HINCRBY', prefix .. 'admission', '', '1')
redis.call('HSET', prefix .. 'admission', topic, admission .. ' ' .. change)
tell(owner, { 'admission', topic, admission, change })
return reply('ok')
