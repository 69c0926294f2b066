-- place: where a waiting call stands.
-- KEYS  1 generation
-- ARGV  8 call
-- Reply ok with one row { calls of its topic before it, agents signed in who fit any of its steps }, or unknown.
-- uses: base gate call
local c = load_call(ARGV[8])
if not c or c.state ~= 'waiting' then return reply('unknown') end
local ahead = redis.call('ZRANK', prefix .. 'topic:' .. c.topic, rank(c.score, c.id))
local agents = 0
for _, class in ipairs(redis.call('HKEYS', prefix .. 'classes')) do
  for profile in string.gmatch(c.steps, '=([^;]+)') do
    if string.find('|' .. class .. '|', '|' .. profile .. '|', 1, true) then
      agents = agents + redis.call('SCARD', prefix .. 'signed_in:' .. class)
      break
    end
  end
end
rows[1] = { ahead, agents }
return reply('ok')
