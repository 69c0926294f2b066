-- place: where a waiting call stands.
-- KEYS  1 generation
-- ARGV  4 call
-- Reply ok with one row { calls of its topic before it, agents signed in who fit any of its steps, expected wait (ms), 0: unknown },
--       or unknown.
-- uses: base gate call agent promise reserve admission capacity expect
local c = load_call(ARGV[4])
if not c or c.state ~= 'waiting' then return reply('unknown') end
rows[1] = { redis.call('ZRANK', PREFIX .. 'topic:' .. c.topic, rank(c.score, c.id)), count_fit(c.steps), wait_of(c) or 0 }
return reply('ok')
