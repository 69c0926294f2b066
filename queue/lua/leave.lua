-- leave: a call is out of the queue, from wherever it is. A promised agent is free again without a miss.
-- An agent who talks with it is freed by finish, which belongs to his side.
-- KEYS  1 generation
-- ARGV  8 call
-- Reply ok, also when it is not in the queue.
-- uses: base gate call agent stand promise match settle
local id = ARGV[8]

local c = load_call(id)
if not c or (c.owner == owner and seq < c.seq) then return reply('ok') end
c.seq = seq
local a
if c.state ~= 'talking' then
  a = c.state == 'promised' and load_agent(c.agent)
  if a then release(c, a) end
  forget_call(c)
end
save_call(c)
if a then
  settle_agent(a)
  save_agent(a)
end
return reply('ok')
