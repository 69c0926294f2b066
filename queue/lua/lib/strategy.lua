-- The strategies a topic may ask for instead of the least waste.

-- Of each class the longest idle are looked at.
local IDLEST = 32

-- Its helpers are made only where a topic has a strategy. The free agent by the topic's strategy, then the longest idle, then by id.
local function find_by_strategy(c, profile)
  -- The level an agent has in the first skill asked for.
  local function level_of(a, profile)
    local skill = string.match(profile, '^[^>]+')
    return tonumber(string.match(';' .. a.skills, ';' .. string.gsub(skill, '%p', '%%%0') .. '=(%d+)')) or 0
  end

  -- Less is sooner.
  local function key_of(strategy, a, profile)
    if strategy == 'fewest_calls' then return a.talks or 0 end
    if strategy == 'round_robin' then return a.rung or 0 end
    if strategy == 'best_level' then return -level_of(a, profile) end
    if strategy == 'random' then return math.random() end
    return 0 -- longest_idle
  end

  if c.strategy == 'random' then math.randomseed(tonumber(redis.sha1hex(ARGV[1]):sub(1, 7), 16)) end
  local best, least
  for _, class in ipairs(redis.call('ZRANGE', PREFIX .. 'open:' .. profile, '0', '-1')) do
    local name = string.sub(class, 14)
    for _, free in ipairs(KEEPS and is_kept(name, profile, 0) and {} or redis.call('ZRANGE', PREFIX .. 'free:' .. name, '0', tostring(IDLEST - 1))) do
      local id = string.sub(free, 14)
      local a = not is_apart(c, id) and load_agent(id)
      local key = a and key_of(c.strategy, a, profile)
      if a and (not best or key < least or (key == least and free < best.free)) then best, least = a, key end
    end
  end
  return best
end
