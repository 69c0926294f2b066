-- contribute: what one owner knows, put back where it belongs. While the queue is rebuilt nothing is paired; on an
-- open queue (an owner who comes late) everything that is missing takes part at once.
-- KEYS  1 generation
-- ARGV  4 agents (JSON list), 5 calls (JSON list), 6 admissions { topic, value, change } and 7 kept places { party, entered, for how
--       long (ms) } (JSON lists), 8 round of his whole contribution when this is its end, else ''
-- Reply ok, with a row withdrawn for each promise of his whose agent is another's by now.
-- uses: base call agent stand promise reserve strategy match settle ready class roster restore
local agents, calls, round = cjson.decode(ARGV[4]), cjson.decode(ARGV[5]), ARGV[8]

for _, told in ipairs(agents) do
  local a = load_agent(told.id)
  if not a then
    a = told
    redis.call('SADD', PREFIX .. 'agents', a.id)
    join_class(a, class_of(a.skills))
    save_agent(a)
  elseif told.wrap_up_until > a.wrap_up_until and not generation then
    a.wrap_up_until, a.idle_since = told.wrap_up_until, told.idle_since
    save_agent(a)
  end
  restore_counts(a, told)
  set_due('a:' .. a.id, math.max(a.wrap_up_until, 0))
end
if generation then weigh_classes() end

restore_admissions(cjson.decode(ARGV[6]))
restore_kept(cjson.decode(ARGV[7]))

for _, c in ipairs(calls) do
  local known = load_call(c.id)
  if not known or known.state == 'left' then
    c.owner = OWNER
    for _, agent in ipairs(c.excluded or {}) do keep_apart(c, agent) end
    c.excluded = nil
    restore_call(c)
  end
end
if round ~= '' and not generation then redis.call('SADD', PREFIX .. 'contributed', OWNER) end
return reply('ok')
