-- agents: agents as they are, all or one.
-- KEYS  1 generation
-- ARGV  8 agent, or '' for all
-- Reply ok with a row { card, intent, reason, reachable, token, call, engaged, wrap-up until, not answering, misses, idle since } each.
-- uses: base gate
local id = ARGV[8]

for _, each in ipairs(id ~= '' and { id } or redis.call('SMEMBERS', prefix .. 'agents')) do
  local v = redis.call('HMGET', prefix .. 'agent:' .. each, 'card', 'intent', 'reason', 'reachable', 'token', 'call', 'engaged',
    'wrap_up_until', 'not_answering', 'misses', 'idle_since')
  if v[1] then rows[#rows + 1] = v end
end
return reply('ok')
