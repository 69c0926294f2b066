-- accept: binds the promise; exactly the token that stands, once. Repeated: the same.
-- KEYS  1 generation
-- ARGV  4 token
-- Reply ok, or conflict: the promise is no longer valid.
-- uses: base gate call agent
local token = ARGV[4]

local c = load_call(string.sub(token, 1, 36))
if not c or c.token ~= token then return reply('conflict') end
local a = load_agent(c.agent)
if c.state == 'talking' then
  tell(OWNER, { 'talks', a.id, a.talks, token })
  return reply('ok')
end
c.state, a.engaged, a.misses, a.talks = 'talking', true, 0, (a.talks or 0) + 1
set_pending(c, false)
set_due('c:' .. c.id, math.huge)
save_call(c)
save_agent(a)
tell(OWNER, { 'talks', a.id, a.talks, token })
return reply('ok')
