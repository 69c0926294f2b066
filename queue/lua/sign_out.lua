-- sign_out: the agent goes. Promised: the caller is back in his place. Talking: he is out after the talk.
-- KEYS  1 generation
-- ARGV  8 agent
-- Reply ok, also when he is not signed in.
-- uses: base gate call agent match settle roster
local id = ARGV[8]

local a = load_agent(id)
if not a then return reply('ok') end
if a.engaged == '1' then
  put(a, 'intent', 'signed_out')
  note_serving(a)
  save(a)
  return reply('ok')
end
local c = a.token ~= '' and load_call(a.call)
remove_agent(a)
if c then
  tell(c.owner, { 'withdrawn', a.token, id, 'unreachable' })
  release(c, a)
  exclude(c, id)
  settle_call(c)
  save(c)
end
return reply('ok')
