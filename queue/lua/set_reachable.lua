-- set_reachable: whether the agent's phone can be rung. One that went while it rang rings for nobody: the caller is
-- back in his place.
-- KEYS  1 generation
-- ARGV  4 agent, 5 reachable 1/0
-- Reply ok, or unknown: not signed in.
-- uses: base gate call agent stand promise reserve strategy match settle ready
local id, reachable = ARGV[4], ARGV[5] == '1'

local a = load_agent(id)
if not a then return reply('unknown') end
a.reachable = reachable
note_serving(a)
local c = not reachable and a.token and not a.engaged and load_call(a.call)
if c then
  tell(c.owner, { 'withdrawn', a.token, id, 'unreachable' })
  release(c, a)
  keep_apart(c, id)
  settle_call(c)
  save_call(c)
end
settle_agent(a)
save_agent(a)
return reply('ok')
