-- set_admission: open takes calls; drain takes no more and serves those that wait; closed turns these away too.
-- KEYS  1 generation
-- ARGV  8 topic, 9 open, drain or closed
-- Reply ok.
-- uses: base gate
local topic, admission = ARGV[8], ARGV[9]

if admission == 'open' then
  redis.call('HDEL', prefix .. 'admission', topic)
else
  redis.call('HSET', prefix .. 'admission', topic, admission)
end
return reply('ok')
