-- sign_out: the agent goes. Promised: the caller is back in his place. Talking: he is out after the talk.
-- KEYS  1 generation
-- ARGV  4 agent
-- Reply ok, also when he is not signed in.
-- uses: base gate call agent stand promise reserve strategy match settle ready class roster
local id = ARGV[4]

local a = load_agent(id)
if not a then return reply('ok') end
if a.engaged then
  a.intent = 'signed_out'
  note_serving(a)
  save_agent(a)
  return reply('ok')
end
local c = a.token and load_call(a.call)
remove_agent(a)
if c then
  tell(c.owner, { 'withdrawn', a.token, id, 'unreachable' })
  release(c, a)
  keep_apart(c, id)
  settle_call(c)
  save_call(c)
end
return reply('ok')
