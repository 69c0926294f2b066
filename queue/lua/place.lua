-- place: where a waiting call stands.
-- KEYS  1 generation
-- ARGV  8 call
-- Reply ok with one row { calls of its topic before it, agents signed in who fit any of its steps }, or unknown.
-- uses: base gate
local id = ARGV[8]

local v = redis.call('HMGET', prefix .. 'call:' .. id, 'state', 'topic', 'steps')
if v[1] ~= 'waiting' then return reply('unknown') end
local ahead = redis.call('ZRANK', prefix .. 'topic:' .. v[2], id)
local agents = 0
for _, class in ipairs(redis.call('HKEYS', prefix .. 'classes')) do
  for profile in string.gmatch(v[3], '=([^;]+)') do
    if string.find('|' .. class .. '|', '|' .. profile .. '|', 1, true) then
      agents = agents + redis.call('SCARD', prefix .. 'signed_in:' .. class)
      break
    end
  end
end
rows[1] = { ahead, agents }
return reply('ok')
