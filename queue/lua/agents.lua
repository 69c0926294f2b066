-- agents: agents as they are, all or one.
-- KEYS  1 generation
-- ARGV  4 agent, or '' for all
-- Reply ok with a row { card, intent, reason, reachable, token, call, engaged, wrap-up until, not answering, misses, idle since } each.
-- uses: base gate agent
local id = ARGV[4]

for _, each in ipairs(id ~= '' and { id } or redis.call('SMEMBERS', PREFIX .. 'agents')) do
  local a = load_agent(each)
  if a then
    rows[#rows + 1] = { a.card, a.intent, a.reason, a.reachable and 1 or 0, a.token or '', a.call or '', a.engaged and 1 or 0,
      a.wrap_up_until, a.not_answering and 1 or 0, a.misses, a.idle_since }
  end
end
return reply('ok')
