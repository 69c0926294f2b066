-- Who is paired: the agent for a call, the call for an agent.

-- The free agent for a call: least waste, then longest idle, then id. Classes of the same waste
-- compete by their longest idle. A call with e agents kept apart needs at most e + 1 of each class.
local function find_agent(c, profile)
  if string.sub(profile, 1, 1) == '@' then
    local a = load_agent(string.sub(profile, 2))
    return a and a.free and not is_apart(c, a.id) and a
  end
  if c.strategy then return find_by_strategy(c, profile) end
  local apart = 0
  for _ in pairs(c.apart or {}) do apart = apart + 1 end
  local last = KEEPS and '-1' or tostring(LOOK + apart - 1)
  local classes = redis.call('ZRANGE', PREFIX .. 'open:' .. profile, '0', last)
  local best, waste
  for _, class in ipairs(classes) do
    if best and string.sub(class, 1, 13) ~= waste then break end
    local name, first = string.sub(class, 14), nil
    for _, free in ipairs(KEEPS and is_kept(name, profile, 0) and {} or redis.call('ZRANGE', PREFIX .. 'free:' .. name, '0', tostring(apart))) do
      if not is_apart(c, string.sub(free, 14)) then
        first = free
        break
      end
    end
    if first and (not best or first < best) then best, waste = first, string.sub(class, 1, 13) end
  end
  return best and load_agent(string.sub(best, 14))
end

-- The first of the agent's order that is not kept apart from him.
local function find_past(a, may)
  local order = {}
  for profile in string.gmatch(may, '[^|]+') do
    for _, at in ipairs(redis.call('ZRANGE', PREFIX .. 'waiting:' .. profile, '0', tostring(LOOK - 1))) do
      order[#order + 1] = at
    end
  end
  table.sort(order)
  for i = 1, math.min(#order, LOOK) do
    local c = load_call(string.sub(order[i], 14))
    if not is_apart(c, a.id) then return c end
  end
end

-- The call for a free agent: the first of the one order among those he fits now.
local function find_call(a)
  local first, may = nil, KEEPS and may_take(a) or a.class .. '|@' .. a.id
  for profile in string.gmatch(may, '[^|]+') do
    local head = redis.call('ZRANGE', PREFIX .. 'waiting:' .. profile, '0', '0')[1]
    if head and (not first or head < first) then first = head end
  end
  local c = first and load_call(string.sub(first, 14))
  if c and is_apart(c, a.id) then return find_past(a, may) end
  return c
end
