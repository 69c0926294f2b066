-- Classes of agents, and how scarce each profile is for one.

-- skills is "yi=80;mandarin=100". The class is every known profile these skills fit, in order.
local function class_of(skills)
  local levels, fits = {}, {}
  for skill, level in string.gmatch(skills, '([^;=]+)=(%d+)') do levels[skill] = tonumber(level) end
  for _, profile in ipairs(redis.call('SMEMBERS', PREFIX .. 'profiles')) do
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
  local classes, fit = redis.call('HGETALL', PREFIX .. 'classes'), {}
  for i = 1, #classes, 2 do
    local n = redis.call('SCARD', PREFIX .. 'signed_in:' .. classes[i])
    if n == 0 then redis.call('HDEL', PREFIX .. 'classes', classes[i]) end
    for profile in string.gmatch(classes[i], '[^|]+') do fit[profile] = (fit[profile] or 0) + n end
  end
  for i = 1, #classes, 2 do
    local class, waste = classes[i], 0
    for profile in string.gmatch(class, '[^|]+') do waste = waste + math.floor(1000 / math.max(fit[profile], 1)) end
    if redis.call('SCARD', PREFIX .. 'signed_in:' .. class) > 0 and tostring(waste) ~= classes[i + 1] then
      local open = redis.call('EXISTS', PREFIX .. 'free:' .. class) == 1
      if open then list_class('ZREM', class) end
      redis.call('HSET', PREFIX .. 'classes', class, waste)
      if open then list_class('ZADD', class) end
    end
  end
end
