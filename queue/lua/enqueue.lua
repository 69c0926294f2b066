-- enqueue: a call waits at the place its arrival gives it, or is promised to a free agent at once.
-- KEYS  1 generation
-- ARGV  4 call, 5 topic, 6 entered (ms), 7 priority (ms), 8 steps "<after ms>=<profile>;…", 9 longest wait (ms, 0: none),
--       10 agents not to be rung for a while ";"-separated, 11 sticky agent or '', 12 sticky for (ms), 13 limits of the topic
--       (lib/admission.lua), 14 what his standing is worth (ms), 15 party behind the number or '', 16 strategy or '': least waste,
--       17 '1': the sticky agent's desk was lost; his phone is away until it is told to be there
-- Reply new; closed, full or no_agents: it may not wait. ok: it is in the queue already; no effect but that the
--       asker owns it now and is told again what it must know. A talk the owner says is over (a newer request) is ended.
-- uses: base gate call agent stand admission promise reserve strategy match settle ready class roster take_over
local id, topic, entered, priority, steps, max_wait = ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], tonumber(ARGV[9])
local excluded, sticky, sticky_until = ARGV[10], ARGV[11], entered + ARGV[12]
local limits, standing, party, strategy, awaited = ARGV[13], tonumber(ARGV[14]), ARGV[15], ARGV[16], ARGV[17] == '1'

local old, freed = load_call(id), nil
if old then
  if old.owner == OWNER and seq <= old.seq then
    if seq == old.seq and old.state ~= 'left' then tell_again(old) end
    return reply('stale')
  end
  if old.state ~= 'talking' and old.state ~= 'left' then return take_over(old) end
end
if not old or old.state == 'left' then
  local no = refusal(topic, steps, limits)
  if no then return reply(no) end
else
  freed = load_agent(old.agent)
  release(old, freed)
end

local c = { id = id, topic = topic, owner = OWNER, seq = seq, steps = steps, attempt = old and old.attempt or 0 }
if strategy ~= '' then c.strategy = strategy end
if max_wait > 0 then c.deadline = entered + max_wait end
if standing > 0 then c.standing = standing end
c.entered = entered
if party ~= '' then -- hung up and called again: his first arrival counts
  c.party = party
  local kept, keeper = string.match(redis.call('GETDEL', PREFIX .. 'kept:' .. party) or '', '^(%d+) (.*)')
  if kept then
    c.entered = math.min(entered, tonumber(kept))
    tell(keeper, { 'taken', party })
  end
end
c.score = c.entered - priority - standing
for agent in string.gmatch(excluded, '[^;]+') do keep_apart(c, agent) end
if sticky ~= '' and now < sticky_until then
  -- The first asked goes first only if he is there and fits the first step: nobody is rung before his step.
  local a, first = freed and freed.id == sticky and freed or load_agent(sticky), string.match(steps, '=([^;]+)')
  local comes_back = a and awaited and a.intent == 'ready'
  if comes_back then lose_phone(a) end
  if a and (comes_back or is_serving(a)) and string.find('|' .. a.class .. '|', '|' .. first .. '|', 1, true) then
    c.sticky, c.sticky_until = sticky, sticky_until
  end
end
if c.sticky or c.entered ~= entered or c.attempt > 0 then tell_place(c) end
settle_call(c)
save_call(c)
if freed then rest_agent(freed) end
return reply('new')
