-- pull: an agent takes this very call, whatever the order, his skills and whom it was kept apart from. It binds
-- once: of two who pull, one gets it. Repeated by the same: the same.
-- KEYS  1 generation
-- ARGV  4 call, 5 agent
-- Reply ok; unknown: no such call, or the agent is not signed in; conflict: it does not wait, or he is not ready.
-- uses: base gate call agent stand promise
local id, agent = ARGV[4], ARGV[5]

local c, a = load_call(id), load_agent(agent)
if not c or c.state == 'left' or not a then return reply('unknown') end
if c.state == 'promised' and c.agent == agent then return reply('ok') end
if c.state ~= 'waiting' or not is_available(a) then return reply('conflict') end
c.step = stand(c)
promise(c, a)
save_call(c)
save_agent(a)
return reply('ok')
