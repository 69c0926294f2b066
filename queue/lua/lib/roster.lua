-- The roster: who is signed in, in which class, and how scarce each profile is for it.

-- skills is "yi=80;mandarin=100". The class is every known profile these skills fit, in order.
local function class_of(skills)
  local levels, fits = {}, {}
  for skill, level in string.gmatch(skills, '([^;=]+)=(%d+)') do levels[skill] = tonumber(level) end
  for _, profile in ipairs(redis.call('SMEMBERS', prefix .. 'profiles')) do
    local fit = true
    for skill, level in string.gmatch(profile, '([^&>]+)>=(%d+)') do
      fit = fit and levels[skill] ~= nil and levels[skill] >= tonumber(level)
    end
    if fit then fits[#fits + 1] = profile end
  end
  table.sort(fits)
  return table.concat(fits, '|')
end

-- What taking one of a class wastes: each profile it fits counts the more, the fewer signed-in agents fit
-- it. Weighed anew when the roster changes; its cost is in the number of classes, not of agents.
local function weigh_classes()
  local classes, fit = redis.call('HKEYS', prefix .. 'classes'), {}
  for _, class in ipairs(classes) do
    local n = redis.call('SCARD', prefix .. 'signed_in:' .. class)
    if n == 0 then redis.call('HDEL', prefix .. 'classes', class) end
    for profile in string.gmatch(class, '[^|]+') do fit[profile] = (fit[profile] or 0) + n end
  end
  for _, class in ipairs(classes) do
    local waste = 0
    for profile in string.gmatch(class, '[^|]+') do waste = waste + math.floor(1000 / math.max(fit[profile], 1)) end
    if redis.call('HEXISTS', prefix .. 'classes', class) == 1 then
      redis.call('HSET', prefix .. 'classes', class, waste)
    end
    for profile in string.gmatch(class, '[^|]+') do
      redis.call('ZADD', prefix .. 'open:' .. profile, 'XX', waste, class)
    end
  end
end

local function join_class(a, class)
  put(a, 'class', class)
  redis.call('SADD', prefix .. 'signed_in:' .. class, a.id)
  redis.call('HSETNX', prefix .. 'classes', class, 0)
  note_serving(a)
end

local function leave_class(a)
  leave_free(a)
  redis.call('SREM', prefix .. 'signed_in:' .. a.class, a.id)
  redis.call('SREM', prefix .. 'serving:' .. a.class, a.id)
end

local function remove_agent(a)
  leave_class(a)
  redis.call('DEL', a.key)
  redis.call('SREM', prefix .. 'agents', a.id)
  redis.call('ZREM', prefix .. 'due', 'a:' .. a.id)
  weigh_classes()
end

-- After his work: out if he signed out meanwhile, else where he belongs.
local function rest_agent(a)
  if a.intent == 'signed_out' then return remove_agent(a) end
  settle_agent(a)
  save(a)
end
