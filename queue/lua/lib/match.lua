-- Pairing: one call and one agent, reserved for each other in one step.

local function promise(c, a)
  unplace(c)
  leave_free(a)
  local attempt = c.attempt + 1
  local token = c.id .. '.' .. attempt .. '.' .. nonce
  local expires = now + promise_for
  put(c, 'state', 'promised')
  put(c, 'attempt', attempt)
  put(c, 'token', token)
  put(c, 'agent', a.id)
  put(c, 'made', now)
  put(c, 'expires', expires)
  put(a, 'token', token)
  put(a, 'call', c.id)
  set_due('c:' .. c.id, expires)
  set_pending(c, true)
  tell(c.owner, { 'promise', token, c.id, a.card, c.topic, c.step, now, expires })
end

-- The free agent for a call: least waste, then longest idle, then id. Classes of the same waste
-- compete by their longest idle. A call with e agents kept apart needs at most e + 1 of each class.
local function find_agent(profile, excluded)
  if string.sub(profile, 1, 1) == '@' then
    local a = load_agent(string.sub(profile, 2))
    if a and a.free == '1' and not is_excluded(excluded, a.id) then return a end
    return nil
  end
  local _, apart = string.gsub(excluded, '=', '')
  local classes = redis.call('ZRANGE', prefix .. 'open:' .. profile, 0, LOOK + apart - 1, 'WITHSCORES')
  local best, best_idle, waste
  for i = 1, #classes, 2 do
    if best and classes[i + 1] ~= waste then break end
    waste = classes[i + 1]
    local agents = redis.call('ZRANGE', prefix .. 'free:' .. classes[i], 0, apart, 'WITHSCORES')
    for j = 1, #agents, 2 do
      local id, idle = agents[j], tonumber(agents[j + 1])
      if not is_excluded(excluded, id) then
        if not best or idle < best_idle or (idle == best_idle and id < best) then best, best_idle = id, idle end
        break
      end
    end
  end
  return best and load_agent(best)
end

-- The call for a free agent: the first of the one order among those he fits now.
local function find_call(a)
  local heads = {}
  local function look(profile, at)
    local head = redis.call('ZRANGE', prefix .. 'waiting:' .. profile, at, at, 'WITHSCORES')
    return head[1] and { id = head[1], score = tonumber(head[2]), profile = profile, at = at }
  end
  for profile in string.gmatch(a.class .. '|@' .. a.id, '[^|]+') do
    heads[#heads + 1] = look(profile, 0)
  end
  for _ = 1, LOOK do
    local first
    for i, h in ipairs(heads) do
      local f = heads[first]
      if not f or h.score < f.score or (h.score == f.score and h.id < f.id) then first = i end
    end
    if not first then return nil end
    local head = heads[first]
    local c = load_call(head.id)
    if not is_excluded(c.excluded, a.id) then return c end
    local behind = look(head.profile, head.at + 1)
    if behind then heads[first] = behind else table.remove(heads, first) end
  end
end
