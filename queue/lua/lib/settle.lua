-- Settling: after anything changed, each side goes to where it belongs.

-- A call that waits: timed out, paired with a free agent, or in its place.
-- While the queue is rebuilt nothing is paired.
local function settle_call(c)
  if c.deadline > 0 and now >= c.deadline then
    unplace(c)
    put(c, 'state', 'over')
    set_due('c:' .. c.id, math.huge)
    set_pending(c, true)
    tell(c.owner, { 'timed_out', c.id })
    return
  end
  local step, profile, due = stand(c)
  local a = generation and find_agent(profile, c.excluded)
  if not a then
    place(c, step, profile, due)
    return
  end
  if c.step ~= step then put(c, 'step', step) end
  promise(c, a)
  save(a)
end

-- An agent: given the next call, in the index of the free, or out of it.
local function settle_agent(a)
  if a.wrap_up_until > now and a.token == '' then set_due('a:' .. a.id, a.wrap_up_until) end
  if not is_available(a) then
    leave_free(a)
  elseif a.free ~= '1' then
    local c = find_call(a)
    if c then
      promise(c, a)
      save(c)
    else
      enter_free(a)
    end
  end
end

-- Gone for the queue. What is left of it expires, so that a late repeat of an old request is known as one.
local function forget_call(c)
  unplace(c)
  put(c, 'state', 'left')
  redis.call('ZREM', prefix .. 'due', 'c:' .. c.id)
  set_pending(c, false)
  redis.call('PEXPIRE', c.key, 600000)
end

-- The end of a promise or a talk, for both sides. The token binds nobody any more.
local function release(c, a)
  if a.token == c.token then
    put(a, 'token', '')
    put(a, 'call', '')
    if a.engaged ~= '0' then put(a, 'engaged', '0') end
  end
  put(c, 'declined', c.token)
  put(c, 'declined_by', c.agent)
  put(c, 'token', '')
  put(c, 'agent', '')
end

-- The pair is kept apart for the cool-down.
local function exclude(c, agent)
  local others = string.gsub(c.excluded, ';' .. string.gsub(agent, '%p', '%%%0') .. '=%d+', '')
  put(c, 'excluded', others .. ';' .. agent .. '=' .. string.format('%d', now + cool_down))
end
