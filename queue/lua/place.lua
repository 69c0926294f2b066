-- place: where a waiting call stands.
-- KEYS  1 generation
-- ARGV  8 call
-- Reply ok with one row { calls of its topic before it, agents signed in who fit any of its steps }, or unknown.
-- uses: base gate call admission
local c = load_call(ARGV[8])
if not c or c.state ~= 'waiting' then return reply('unknown') end
local ahead = redis.call('ZRANK', prefix .. 'topic:' .. c.topic, rank(c.score, c.id))
rows[1] = { ahead, count_fit(c.steps) }
return reply('ok')
