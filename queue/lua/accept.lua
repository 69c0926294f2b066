-- accept: binds the promise; exactly the token that stands, once. Repeated: the same.
-- KEYS  1 generation
-- ARGV  8 token
-- Reply ok, or conflict: the promise is no longer valid.
-- uses: base gate
local token = ARGV[8]

local id = string.sub(token, 1, 36)
local key = prefix .. 'call:' .. id
local v = redis.call('HMGET', key, 'token', 'state', 'agent', 'owner')
if v[1] ~= token then return reply('conflict') end
if v[2] == 'talking' then return reply('ok') end
redis.call('HSET', key, 'state', 'talking')
redis.call('HSET', prefix .. 'agent:' .. v[3], 'engaged', '1', 'misses', 0)
redis.call('SREM', prefix .. 'pending:' .. v[4], id)
set_due('c:' .. id, math.huge)
return reply('ok')
