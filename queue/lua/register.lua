-- register: profiles and topics a controller's configuration asks for. Agents are classed anew if there are new ones.
-- KEYS  1 generation
-- ARGV  8 profiles ";"-separated, 9 topics ";"-separated
-- Reply ok.
-- uses: base call agent stand promise strategy match settle class roster
local profiles, topics = ARGV[8], ARGV[9]

local fresh = 0
for profile in string.gmatch(profiles, '[^;]+') do fresh = fresh + redis.call('SADD', prefix .. 'profiles', profile) end
for topic in string.gmatch(topics, '[^;]+') do redis.call('SADD', prefix .. 'topics', topic) end
if fresh == 0 then return reply('ok') end

local moved = {}
for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'agents')) do
  local a = load_agent(id)
  local class = class_of(a.skills)
  if class ~= a.class then
    leave_class(a)
    join_class(a, class)
    moved[#moved + 1] = a
  end
end
weigh_classes()
for _, a in ipairs(moved) do
  if generation then settle_agent(a) end
  save_agent(a)
end
return reply('ok')
