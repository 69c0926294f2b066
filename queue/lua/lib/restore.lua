-- What controllers remember of the index when it is lost, besides calls and agents.

-- Each was told at every promise and talk of his own calls: the most anybody knows is how it was.
local function restore_counts(a, told)
  local talks, rung = math.max(told.talks or 0, a.talks or 0), math.max(told.rung or 0, a.rung or 0)
  if talks == (a.talks or 0) and rung == (a.rung or 0) then return end
  a.talks, a.rung = talks, rung
  save_agent(a)
end

-- Of what several tell of a topic the last change counts.
local function restore_admissions(list)
  local key = PREFIX .. 'admission'
  for _, told in ipairs(list) do
    local last = tonumber(string.match(redis.call('HGET', key, told.topic) or '0', '%d+$'))
    if told.change > last then redis.call('HSET', key, told.topic, told.admission .. ' ' .. told.change) end
    if told.change > tonumber(redis.call('HGET', key, '') or 0) then redis.call('HSET', key, '', told.change) end
  end
end

-- A place is kept once: who is told that another keeps it forgets his.
local function restore_kept(list)
  for _, told in ipairs(list) do
    local key = PREFIX .. 'kept:' .. told.party
    redis.call('SET', key, string.format('%d', told.entered) .. ' ' .. OWNER, 'PX', told.left, 'NX')
    if string.match(redis.call('GET', key) or '', ' (.*)') ~= OWNER then tell(OWNER, { 'taken', told.party }) end
  end
end

-- A promise or a talk binds its agent again. Who talks is not rung: what was promised of him while nobody told of his
-- talk is void. False: he is another's.
local function bind_again(c)
  local a, talks, other = load_agent(c.agent), c.state == 'talking', nil
  if a and a.token and talks and not a.engaged then
    other = load_call(a.call)
    tell(other.owner, { 'withdrawn', other.token, a.id, 'busy' })
    release(other, a)
    keep_apart(other, a.id)
  end
  if not a or a.token then return false end
  leave_free(a)
  a.token, a.call, a.engaged = c.token, c.id, talks
  save_agent(a)
  set_due('c:' .. c.id, talks and math.huge or c.expires)
  set_pending(c, not talks)
  if other then settle_call(other) save_call(other) end
  return true
end

-- A call goes where its owner says it is. One who talks with an agent who talks with another is not put in line.
local function restore_call(c)
  if c.token and not bind_again(c) then
    if c.state == 'talking' then return end
    tell(OWNER, { 'withdrawn', c.token, c.agent, 'expired' })
    c.token, c.agent = nil, nil
  end
  if not c.token then settle_call(c) end
  save_call(c)
end
