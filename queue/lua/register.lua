-- register: profiles and topics a controller's configuration asks for. Agents are classed anew if there are new ones,
-- and those no longer kept for a skill are free for all.
-- KEYS  1 generation
-- ARGV  4 profiles ";"-separated, 5 topics ";"-separated
-- Reply ok.
-- uses: base call agent stand promise reserve strategy match settle ready class roster
local profiles, topics = ARGV[4], ARGV[5]

local fresh = 0
for profile in string.gmatch(profiles, '[^;]+') do fresh = fresh + redis.call('SADD', PREFIX .. 'profiles', profile) end
for topic in string.gmatch(topics, '[^;]+') do redis.call('SADD', PREFIX .. 'topics', topic) end

local moved = {}
for _, id in ipairs(fresh > 0 and redis.call('SMEMBERS', PREFIX .. 'agents') or {}) do
  local a = load_agent(id)
  local class = class_of(a.skills)
  if class ~= a.class then
    leave_class(a)
    join_class(a, class)
    save_agent(a)
    moved[#moved + 1] = a
  end
end
if fresh > 0 then weigh_classes() end
for _, a in ipairs(moved) do
  if generation then settle_agent(a) end
  save_agent(a)
end
if generation then release_kept() end -- fewer may be kept than before
return reply('ok')
