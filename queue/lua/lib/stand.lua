-- Where a call stands in the order.

-- How many calls of an order are looked at, and how many classes of equal waste.
local LOOK = 8

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
  if c.sticky and c.sticky_until > now then profile, due = '@' .. c.sticky, c.sticky_until end
  if c.deadline and c.deadline < due then due = c.deadline end
  if c.apart then due = math.min(due, first_end(c)) end
  return step, profile, due
end

-- Out of the order. A call that stands nowhere has no profile.
local function unplace(c)
  if not c.profile then return end
  local at = rank(c.score, c.id)
  redis.call('ZREM', PREFIX .. 'waiting:' .. c.profile, at)
  redis.call('ZREM', PREFIX .. 'topic:' .. c.topic, at)
  c.profile = nil
end

-- Into the order, or from one profile's to the next. The score never changes.
local function place(c, step, profile, due)
  c.state, c.step = 'waiting', step
  if c.profile ~= profile then
    local at = rank(c.score, c.id)
    if c.profile then
      redis.call('ZREM', PREFIX .. 'waiting:' .. c.profile, at)
    else
      redis.call('ZADD', PREFIX .. 'topic:' .. c.topic, '0', at)
    end
    redis.call('ZADD', PREFIX .. 'waiting:' .. profile, '0', at)
    c.profile = profile
  end
  set_pending(c, false)
  set_due('c:' .. c.id, due)
end

-- Gone for the queue.
local function forget_call(c)
  unplace(c)
  if c.owner ~= OWNER then tell(c.owner, { 'gone', c.id }) end
  c.state = 'left'
  redis.call('ZREM', PREFIX .. 'due', 'c:' .. c.id)
  set_pending(c, false)
end
