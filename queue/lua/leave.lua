-- leave: a call is out of the queue, from wherever it is. A promised agent is free again without a miss.
-- An agent who talks with it is freed by finish, which belongs to his side. Who hung up while he waited and
-- calls again soon gets the place his arrival gave him.
-- KEYS  1 generation
-- ARGV  4 call, 5 outcome, 6 how long the place of who hung up is kept (ms)
-- Reply ok, also when it is not in the queue; gone: nor will it be held by a talk.
-- uses: base gate call agent stand promise reserve strategy match settle ready
local id, outcome, keep_for = ARGV[4], ARGV[5], ARGV[6]

-- Who is asked when Redis is lost is told, again when repeated, and who was told before of the same party.
local function keep_place(c)
  local key, place = PREFIX .. 'kept:' .. c.party, string.format('%d', c.entered) .. ' ' .. OWNER
  if c.state == 'left' then
    if redis.call('GET', key) == place then tell(OWNER, { 'kept', c.party, c.entered }) end
    return
  end
  local was = string.match(redis.call('SET', key, place, 'PX', keep_for, 'GET') or '', '^%d+ (.*)')
  if was and was ~= OWNER then tell(was, { 'taken', c.party }) end
  tell(OWNER, { 'kept', c.party, c.entered })
end

local c = load_call(id)
if not c or (c.owner == OWNER and seq < c.seq) then return reply('ok') end
c.seq = seq
local a
if c.state ~= 'talking' then
  if c.party and outcome == 'abandoned' and keep_for ~= '0' then keep_place(c) end
  a = c.state == 'promised' and load_agent(c.agent)
  if a then release(c, a) end
  forget_call(c)
end
save_call(c)
if a then
  settle_agent(a)
  save_agent(a)
end
return reply(c.state == 'left' and 'gone' or 'ok')
