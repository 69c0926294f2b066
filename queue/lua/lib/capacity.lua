-- Who serves a profile, and what their work takes.

-- Agents looked at of a class, and how old their works (lib/promise.lua) may be.
local SAMPLE, RECENT = '16', 3600000
local capacities = {}

local function sample(k, class)
  for _, id in ipairs(redis.call('SRANDMEMBER', PREFIX .. 'serving:' .. class, SAMPLE)) do
    local a = load_agent(id)
    note_work(a)
    if a.works and now - math.max(a.rung, a.idle_since) < RECENT then
      k.works, k.took = k.works + a.works, k.took + a.works * a.took
    end
  end
end

-- Who serves a profile: how many agents, their works and what these took, and the share they have of those who
-- serve each other profile they fit.
local function capacity_of(profile)
  if capacities[profile] then return capacities[profile] end
  local k, fit, both = { agents = 0, works = 0, took = 0, share = {} }, {}, {}
  local kin = {}
  for _, class in ipairs(redis.call('HKEYS', PREFIX .. 'classes')) do
    local n, his = redis.call('SCARD', PREFIX .. 'serving:' .. class), string.find('|' .. class .. '|', '|' .. profile .. '|', 1, true)
    for each in string.gmatch(class, '[^|]+') do
      fit[each] = (fit[each] or 0) + n
      if his then both[each] = (both[each] or 0) + n end
    end
    if his then
      k.agents = k.agents + n
      sample(k, class)
      for skill in pairs(reserve) do kin[skill] = (kin[skill] or 0) + (asks(class, skill) and n or 0) end
    end
  end
  -- Those kept for who needs a skill he does not ask for serve others.
  for skill, n in pairs(kin) do
    if not asks(profile, skill) then k.agents = k.agents - math.min(reserve[skill], n) end
  end
  for each, n in pairs(both) do k.share[each] = n > 0 and n / fit[each] or nil end
  capacities[profile] = k
  return k
end
