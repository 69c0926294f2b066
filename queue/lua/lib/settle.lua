-- Settling: after anything changed, each side goes to where it belongs. Here the call, in ready.lua the agent.

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

-- One more of a kept skill is free: somebody of it may be released for who waits. If it is he himself, he is read again.
local function release_kept(a)
  if a then save_agent(a) end
  local again = true
  while again do
    again = false
    for i, at in ipairs(find_released()) do
      local c = i <= LOOK and load_call(string.sub(at, 14))
      if not c then break end
      settle_call(c)
      save_call(c)
      again = c.state == 'promised'
      if again then break end
    end
  end
  if not a then return end
  local kept = load_agent(a.id)
  for field in pairs(a) do a[field] = kept[field] end
  for field, value in pairs(kept) do a[field] = value end
end
