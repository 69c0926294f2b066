-- set_reachable: whether the agent's phone can be rung.
-- KEYS  1 generation
-- ARGV  8 agent, 9 reachable 1/0
-- Reply ok, or unknown: not signed in.
-- uses: base gate call agent match settle
local id, reachable = ARGV[8], ARGV[9]

local a = load_agent(id)
if not a then return reply('unknown') end
put(a, 'reachable', reachable)
note_serving(a)
settle_agent(a)
save(a)
return reply('ok')
