-- sign_in: an agent is there. Repeated, or with other skills: his card, class and intent are renewed, what he
-- is doing stays.
-- KEYS  1 generation
-- ARGV  4 agent, 5 card (JSON), 6 skills "yi=80;…", 7 intent, 8 reachable 1/0
-- Reply ok.
-- uses: base gate call agent stand promise reserve strategy match settle ready class roster
local id, card, skills, intent, reachable = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8] == '1'

local a = load_agent(id)
if a then
  leave_class(a)
else
  a = { id = id, wrap_up_until = 0, idle_since = now, reason = '' }
  redis.call('SADD', PREFIX .. 'agents', id)
end
a.card, a.skills, a.intent, a.reachable, a.not_answering, a.misses = card, skills, intent, reachable, nil, 0
join_class(a, class_of(skills))
weigh_classes()
settle_agent(a)
save_agent(a)
return reply('ok')
