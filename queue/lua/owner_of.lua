-- owner_of: who owns a call.
-- KEYS  1 generation
-- ARGV  8 call
-- Reply ok with one row { owner }, or unknown.
-- uses: base gate
local v = redis.call('HGET', prefix .. 'call:' .. ARGV[8], 'owner')
if not v then return reply('unknown') end
rows[1] = { v }
return reply('ok')
