-- sign_in: an agent is there. Repeated, or with other skills: his card, class and intent are renewed, what he
-- is doing stays.
-- KEYS  1 generation
-- ARGV  8 agent, 9 card (JSON), 10 skills "yi=80;…", 11 intent, 12 reachable 1/0
-- Reply ok.
-- uses: base gate call agent match settle roster
local id, card, skills, intent, reachable = ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12]

local a = load_agent(id)
if a then
  leave_class(a)
else
  a = { id = id, key = prefix .. 'agent:' .. id, dirty = {} }
  for field, value in pairs({ token = '', call = '', engaged = '0', wrap_up_until = 0, misses = 0, idle_since = now,
    free = '0', missed = '', reason = '' }) do
    put(a, field, value)
  end
  redis.call('SADD', prefix .. 'agents', id)
end
put(a, 'card', card)
put(a, 'skills', skills)
put(a, 'intent', intent)
put(a, 'reachable', reachable)
put(a, 'not_answering', '0')
put(a, 'misses', 0)
join_class(a, class_of(skills))
weigh_classes()
settle_agent(a)
save(a)
return reply('ok')
