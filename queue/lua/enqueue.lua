-- enqueue: a call waits at the place its arrival gives it, or is promised to a free agent at once.
-- KEYS  1 generation
-- ARGV  8 call, 9 topic, 10 entered (ms), 11 priority (ms), 12 steps "<after ms>=<profile>;…", 13 longest wait (ms, 0: none),
--       14 agents not to be rung for a while ";"-separated, 15 sticky agent or '', 16 sticky for (ms), 17 attempts so far
-- Reply ok. A call that is in the queue already: no effect but that the asker owns it now and is told
--       again what it must know. A talk the owner says is over (a newer request) is ended.
-- uses: base gate call agent stand promise match settle class roster
local id, topic, entered, priority = ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])
local steps, max_wait, excluded = ARGV[12], tonumber(ARGV[13]), ARGV[14]
local sticky, sticky_until, attempts = ARGV[15], entered + ARGV[16], tonumber(ARGV[17])

-- It is in the queue: another owner may have taken it over.
local function take_over(c)
  if c.pending and c.owner ~= owner then
    redis.call('SREM', prefix .. 'pending:' .. c.owner, id)
    redis.call('SADD', prefix .. 'pending:' .. owner, id)
  end
  c.owner, c.seq = owner, seq
  save_call(c)
  if c.state == 'promised' then
    tell(owner, { 'promise', c.token, id, load_agent(c.agent).card, c.topic, c.step, c.made, c.expires })
  elseif c.state == 'over' then
    tell(owner, { 'timed_out', id })
  end
  return reply('ok')
end

local old, freed = load_call(id), nil
if old then
  if old.owner == owner and seq <= old.seq then return reply('stale') end
  if old.state ~= 'talking' and old.state ~= 'left' then return take_over(old) end
  attempts = math.max(attempts, old.attempt)
  if old.state == 'talking' then
    freed = load_agent(old.agent)
    release(old, freed)
  end
end
local c = { id = id, topic = topic, owner = owner, seq = seq, steps = steps, entered = entered, score = entered - priority,
  attempt = attempts }
if max_wait > 0 then c.deadline = entered + max_wait end
for agent in string.gmatch(excluded, '[^;]+') do keep_apart(c, agent) end
if sticky ~= '' and now < sticky_until then
  -- The first asked goes first only if he is there and fits the first step: nobody is rung before his step.
  local a, first = load_agent(sticky), string.match(steps, '=([^;]+)')
  if a and is_serving(a) and string.find('|' .. a.class .. '|', '|' .. first .. '|', 1, true) then
    c.sticky, c.sticky_until = sticky, sticky_until
  end
end
settle_call(c)
save_call(c)
if freed then rest_agent(freed) end
return reply('ok')
