-- enqueue: a call waits at the place its arrival gives it, or is promised to a free agent at once.
-- KEYS  1 generation
-- ARGV  8 call, 9 topic, 10 entered (ms), 11 priority (ms), 12 steps "<after ms>=<profile>;…", 13 longest wait (ms, 0: none),
--       14 agents not to be rung for a while ";"-separated, 15 sticky agent or '', 16 sticky for (ms), 17 attempts so far
-- Reply ok. A call that is in the queue already: no effect but that the asker owns it now and is told
--       again what it must know. A talk the owner says is over (a newer request) is ended.
-- uses: base gate call agent match settle roster
local id, topic, entered, priority = ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])
local steps, max_wait, excluded = ARGV[12], tonumber(ARGV[13]), ARGV[14]
local sticky, sticky_for, attempts = ARGV[15], tonumber(ARGV[16]), tonumber(ARGV[17])

local old = redis.call('EXISTS', prefix .. 'call:' .. id) == 1 and load_call(id)
if old and old.owner == owner and seq <= old.seq then return reply('stale') end
if old and (old.state == 'waiting' or old.state == 'promised' or old.state == 'over') then
  if redis.call('SREM', prefix .. 'pending:' .. old.owner, id) == 1 then
    redis.call('SADD', prefix .. 'pending:' .. owner, id)
  end
  put(old, 'owner', owner)
  put(old, 'seq', seq)
  save(old)
  if old.state == 'promised' then
    local card = redis.call('HGET', prefix .. 'agent:' .. old.agent, 'card')
    tell(owner, { 'promise', old.token, id, card, old.topic, old.step, old.made, old.expires })
  elseif old.state == 'over' then
    tell(owner, { 'timed_out', id })
  end
  return reply('ok')
end

local freed
if old then
  attempts = math.max(attempts, old.attempt)
  freed = old.state == 'talking' and load_agent(old.agent)
  if freed then release(old, freed) end
  redis.call('DEL', old.key)
end
local c = { id = id, key = prefix .. 'call:' .. id, pending = false, topic = topic, owner = owner, steps = steps,
  entered = entered, score = entered - priority, attempt = attempts, profile = '', excluded = '', deadline = 0, sticky_until = 0,
  dirty = { 'owner', owner, 'seq', ARGV[6], 'topic', topic, 'entered', entered, 'score', entered - priority, 'steps', steps,
    'attempt', attempts } }
if max_wait > 0 then put(c, 'deadline', entered + max_wait) end
for agent in string.gmatch(excluded, '[^;]+') do exclude(c, agent) end
if sticky ~= '' and now < entered + sticky_for then
  -- The first asked goes first only if he is there and fits the first step: nobody is rung before his step.
  local class = redis.call('HGET', prefix .. 'agent:' .. sticky, 'class')
  local first = string.match(steps, '=([^;]+)')
  if class and string.find('|' .. class .. '|', '|' .. first .. '|', 1, true)
    and redis.call('SISMEMBER', prefix .. 'serving:' .. class, sticky) == 1 then
    put(c, 'sticky', sticky)
    put(c, 'sticky_until', entered + sticky_for)
  end
end
settle_call(c)
save(c)
if freed then rest_agent(freed) end
return reply('ok')
