-- contribute: what one owner knows, put back where it belongs. While the queue is rebuilt nothing is paired; on an
-- open queue (an owner who comes late) everything that is missing takes part at once.
-- KEYS  1 generation
-- ARGV  8 agents (JSON list), 9 calls (JSON list), 10 round of his whole contribution when this is its end, else ''
-- Reply ok.
-- uses: base call agent match settle roster
local agents, calls, round = cjson.decode(ARGV[8]), cjson.decode(ARGV[9]), ARGV[10]

for _, told in ipairs(agents) do
  local a = load_agent(told.id)
  local fields = { 'wrap_up_until', told.wrap_up_until, 'idle_since', told.idle_since }
  if not a then
    local key = prefix .. 'agent:' .. told.id
    redis.call('HSET', key, 'card', told.card, 'skills', told.skills, 'class', '', 'intent', told.intent, 'reason', told.reason,
      'reachable', told.reachable, 'not_answering', told.not_answering, 'misses', told.misses, 'token', '', 'call', '',
      'engaged', '0', 'free', '0', 'missed', '', unpack(fields))
    redis.call('SADD', prefix .. 'agents', told.id)
    a = load_agent(told.id)
    join_class(a, class_of(told.skills))
    save(a)
  elseif told.wrap_up_until > a.wrap_up_until and not generation then
    redis.call('HSET', a.key, unpack(fields))
  end
  set_due('a:' .. told.id, math.max(told.wrap_up_until, 0))
end
if generation then weigh_classes() end

for _, told in ipairs(calls) do
  local c = load_call(told.id)
  if not c or c.state == 'left' then
    c = { id = told.id, key = prefix .. 'call:' .. told.id, dirty = {}, pending = false }
    for field, value in pairs(told.fields) do put(c, field, value) end
    put(c, 'owner', owner)
    local a = c.token ~= '' and load_agent(c.agent)
    if a and a.token == '' then
      redis.call('PERSIST', c.key)
      leave_free(a)
      put(a, 'token', c.token)
      put(a, 'call', c.id)
      put(a, 'engaged', c.state == 'talking' and '1' or '0')
      save(a)
      set_due('c:' .. c.id, c.state == 'talking' and math.huge or c.expires)
      set_pending(c, c.state == 'promised')
    else
      -- Waiting, or bound to somebody who is another's by now: in his place.
      put(c, 'token', '')
      put(c, 'agent', '')
      redis.call('PERSIST', c.key)
      settle_call(c)
    end
    save(c)
  end
end
if round ~= '' and not generation then redis.call('SADD', prefix .. 'contributed', owner) end
return reply('ok')
