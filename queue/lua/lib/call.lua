-- A call: its hash, and where it stands.

-- How many calls of an agent's order are looked at past those he is kept apart from.
local LOOK = 8

-- A field that was never needed is absent: most calls wait once, for one agent, with nobody kept apart.
local function load_call(id)
  local key = prefix .. 'call:' .. id
  local v = redis.call('HMGET', key, 'state', 'owner', 'topic', 'entered', 'score', 'steps', 'step', 'profile', 'attempt', 'token',
    'agent', 'made', 'expires', 'excluded', 'deadline', 'sticky', 'sticky_until', 'seq', 'declined', 'declined_by')
  if not v[1] then return nil end
  return { id = id, key = key, dirty = {}, state = v[1], pending = v[1] == 'promised' or v[1] == 'over', owner = v[2],
    topic = v[3], entered = tonumber(v[4]), score = tonumber(v[5]), steps = v[6], step = tonumber(v[7]), profile = v[8] or '',
    attempt = tonumber(v[9]), token = v[10] or '', agent = v[11] or '', made = tonumber(v[12]), expires = tonumber(v[13]),
    excluded = v[14] or '', deadline = tonumber(v[15]) or 0, sticky = v[16] or '', sticky_until = tonumber(v[17]) or 0,
    seq = tonumber(v[18]) or 0, declined = v[19], declined_by = v[20] }
end

-- pending:<owner> holds the calls whose owner must know something: a promise, or that they timed out.
local function set_pending(c, pending)
  if c.pending == pending then return end
  redis.call(pending and 'SADD' or 'SREM', prefix .. 'pending:' .. c.owner, c.id)
  c.pending = pending
end

-- excluded is ";1001=<until>;1002=<until>": who is not rung for this call for a while.
local function is_excluded(excluded, agent)
  if excluded == '' then return false end
  local till = string.match(excluded, ';' .. string.gsub(agent, '%p', '%%%0') .. '=(%d+)')
  return till ~= nil and tonumber(till) > now
end

-- The step whose time has come, the profile it asks for, and when that changes by itself.
local function stand(c)
  local step, profile, due = -1, '-', math.huge
  for after, asked in string.gmatch(c.steps, '(%d+)=([^;]+)') do
    -- Another clock than the server's told when he arrived: a step without a wait counts even before that.
    if after ~= '0' and c.entered + after > now then
      due = c.entered + after
      break
    end
    step, profile = step + 1, asked
  end
  if c.sticky_until > now then profile, due = '@' .. c.sticky, c.sticky_until end
  if c.deadline > 0 and c.deadline < due then due = c.deadline end
  if c.excluded ~= '' then
    local kept = ''
    for agent, till in string.gmatch(c.excluded, ';([^=;]+)=(%d+)') do
      till = tonumber(till)
      if till > now then
        kept = kept .. ';' .. agent .. '=' .. string.format('%d', till)
        if till < due then due = till end
      end
    end
    if kept ~= c.excluded then put(c, 'excluded', kept) end
  end
  return step, profile, due
end

-- Out of the order. A call that stands nowhere has no profile.
local function unplace(c)
  if c.profile == '' then return end
  redis.call('ZREM', prefix .. 'waiting:' .. c.profile, c.id)
  redis.call('ZREM', prefix .. 'topic:' .. c.topic, c.id)
  put(c, 'profile', '')
end

-- Into the order, or from one profile's to the next. The score never changes.
local function place(c, step, profile, due)
  if c.state ~= 'waiting' then put(c, 'state', 'waiting') end
  if c.step ~= step then put(c, 'step', step) end
  if c.profile ~= profile then
    if c.profile == '' then
      redis.call('ZADD', prefix .. 'topic:' .. c.topic, c.score, c.id)
    else
      redis.call('ZREM', prefix .. 'waiting:' .. c.profile, c.id)
    end
    redis.call('ZADD', prefix .. 'waiting:' .. profile, c.score, c.id)
    put(c, 'profile', profile)
  end
  set_pending(c, false)
  set_due('c:' .. c.id, due)
end
