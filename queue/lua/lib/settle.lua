-- Settling: after anything changed, each side goes to where it belongs.

-- Nobody will come: the call is matched no more, and its owner ends it.
local function end_wait(c, outcome)
  unplace(c)
  c.state, c.outcome = 'over', outcome
  set_due('c:' .. c.id, math.huge)
  set_pending(c, true)
  tell(c.owner, { 'over', c.id, outcome })
end

-- A call that waits: timed out, paired with a free agent, or in its place.
-- While the queue is rebuilt nothing is paired.
local function settle_call(c)
  if c.deadline and now >= c.deadline then return end_wait(c, 'timeout') end
  local step, profile, due = stand(c)
  local a = generation and find_agent(c, profile)
  if not a then return place(c, step, profile, due) end
  c.step = step
  promise(c, a)
  save_agent(a)
end

-- An agent: given the next call, in the index of the free, or out of it.
local function settle_agent(a)
  if a.wrap_up_until > now and not a.token then set_due('a:' .. a.id, a.wrap_up_until) end
  if not is_available(a) then
    leave_free(a)
  elseif not a.free then
    local c = find_call(a)
    if c then
      promise(c, a)
      save_call(c)
    else
      enter_free(a)
    end
  end
end

-- Gone for the queue.
local function forget_call(c)
  unplace(c)
  c.state = 'left'
  redis.call('ZREM', prefix .. 'due', 'c:' .. c.id)
  set_pending(c, false)
end

-- The end of a promise or a talk, for both sides. The token binds nobody any more.
local function release(c, a)
  if a.token == c.token then a.token, a.call, a.engaged = nil, nil, nil end
  c.declined, c.declined_by, c.token, c.agent = c.token, c.agent, nil, nil
end
