-- put_back: a promised call is waiting again, as the first of its topic; the pair is kept apart.
-- KEYS  1 generation
-- ARGV  4 token
-- Reply ok, also for a token that is void already; conflict: the promise was accepted.
-- uses: base gate call agent stand head promise reserve strategy match settle ready
local token = ARGV[4]

local c = load_call(string.sub(token, 1, 36))
if not c or c.token ~= token then
  if c and c.declined == token and c.state ~= 'left' then tell_place(c) end
  return reply('ok')
end
if c.state == 'talking' then return reply('conflict') end
local a = load_agent(c.agent)
tell(c.owner, { 'withdrawn', token, a.id, 'put_back' })
release(c, a)
keep_apart(c, a.id)
to_head(c)
tell_place(c)
settle_call(c)
save_call(c)
settle_agent(a)
save_agent(a)
return reply('ok')
