-- overview: each topic at a glance, and what is kept.
-- KEYS  1 generation
-- ARGV  4 and so on: topic, its steps, its priority (ms)
-- Reply ok with a row { topic, calls waiting, arrival of the first of them or 0, open, drain or closed, expected wait (ms) of
--       who comes now, -1: unknown } each, then { '', skill, how many are kept, how many of its agents are free } each.
-- uses: base gate call agent stand admission promise reserve capacity expect
local function expected_now(steps, priority)
  local profile = string.match(steps, '^0=([^;]+)')
  for _, class in ipairs(profile and redis.call('ZRANGE', PREFIX .. 'open:' .. profile, '0', '-1') or {}) do
    if not is_kept(string.sub(class, 14), profile, 0) then return 0 end
  end
  return expected_wait(steps, now, rank(now - priority, '~'), 0, math.huge) or -1
end

for i = 4, #ARGV, 3 do
  local topic = ARGV[i]
  local first = redis.call('ZRANGE', PREFIX .. 'topic:' .. topic, '0', '0')[1]
  local c = first and load_call(string.sub(first, 14))
  rows[#rows + 1] = { topic, redis.call('ZCARD', PREFIX .. 'topic:' .. topic), c and c.entered or 0,
    admission_of(topic), expected_now(ARGV[i + 1], tonumber(ARGV[i + 2])) }
end
for skill, keep in pairs(reserve) do
  rows[#rows + 1] = { '', skill, keep, free_of(skill) }
end
return reply('ok')
