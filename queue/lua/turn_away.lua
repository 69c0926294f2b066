-- turn_away: those who wait for a topic that is closed, or for which nobody is left and that says to leave then.
-- KEYS  1 generation
-- ARGV  4 topic, 5 its steps, 6 its limits, 7 how many at most
-- Reply ok, or more: there is more to do now.
-- uses: base gate call agent stand promise reserve strategy match settle ready admission
local topic, steps, limits, most = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])

local outcome = admission_of(topic) == 'closed' and 'closed'
  or nobody_fits(steps, limits) and 'no_agents'
if not outcome then return reply('ok') end
local waiting = redis.call('ZRANGE', PREFIX .. 'topic:' .. topic, 0, most - 1)
for _, at in ipairs(waiting) do
  local c = load_call(string.sub(at, 14))
  end_wait(c, outcome)
  save_call(c)
end
return reply(#waiting == most and 'more' or 'ok')
