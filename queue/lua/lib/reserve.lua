-- Capacity kept for callers who need a skill: reserve is { skill = how many of its agents } from the configuration.
-- An agent of a skill serves somebody who asks for it. While no more of them are free than are kept, they
-- take only calls that ask for it. KEEPS is whether anything is kept at all; what is called only then is left out else. Who is asked for in person, the first asked or by pull, is not kept from that.

local function asks(text, skill)
  return string.find('|' .. text, '|' .. skill .. '>=', 1, true) or string.find(text, '&' .. skill .. '>=', 1, true)
end

-- How many of the skill's agents are free.
local function free_of(skill)
  local free = 0
  for _, class in ipairs(redis.call('HKEYS', PREFIX .. 'classes')) do
    if asks(class, skill) then free = free + redis.call('ZCARD', PREFIX .. 'free:' .. class) end
  end
  return free
end

-- May an agent of the class not take a call that asks for the profile, when so many more than in the index are free?
local function is_kept(class, profile, more)
  for skill, keep in pairs(reserve) do
    if asks(class, skill) and not asks(profile, skill) and free_of(skill) + more <= keep then return true end
  end
end

-- The profiles an agent may take calls of, who is not in the index of the free: those he fits, but what he is kept for.
local function may_take(a)
  local may = '@' .. a.id
  for profile in string.gmatch(a.class, '[^|]+') do
    if not is_kept(a.class, profile, 1) then may = may .. '|' .. profile end
  end
  return may
end

-- The first waiting calls that somebody free may take now.
local function find_released()
  local order, seen = {}, {}
  for _, class in ipairs(redis.call('HKEYS', PREFIX .. 'classes')) do
    if redis.call('EXISTS', PREFIX .. 'free:' .. class) == 1 then
      for profile in string.gmatch(class, '[^|]+') do
        if not seen[profile] and not (KEEPS and is_kept(class, profile, 0)) then
          seen[profile] = true
          for _, at in ipairs(redis.call('ZRANGE', PREFIX .. 'waiting:' .. profile, '0', tostring(LOOK - 1))) do order[#order + 1] = at end
        end
      end
    end
  end
  table.sort(order)
  return order
end
