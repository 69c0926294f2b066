-- What a caller may expect to wait, from the recent work of the agents who can serve him.

-- Agents looked at of a class, works (lib/promise.lua) below which nothing is said, and how old they may be.
local SAMPLE, THIN, RECENT = '16', 10, 3600000
local capacities = {}

local function sample(k, class)
  for _, id in ipairs(redis.call('SRANDMEMBER', prefix .. 'serving:' .. class, SAMPLE)) do
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
  for _, class in ipairs(redis.call('HKEYS', prefix .. 'classes')) do
    local n, his = redis.call('SCARD', prefix .. 'serving:' .. class), string.find('|' .. class .. '|', '|' .. profile .. '|', 1, true)
    for each in string.gmatch(class, '[^|]+') do
      fit[each] = (fit[each] or 0) + n
      if his then both[each] = (both[each] or 0) + n end
    end
    if his then
      k.agents = k.agents + n
      sample(k, class)
    end
  end
  for each, n in pairs(both) do k.share[each] = n > 0 and n / fit[each] or nil end
  capacities[profile] = k
  return k
end

-- How long until it is the turn of who stands there: those before him whom the same agents serve, and himself, one
-- work each. Of his steps the first counts in which that comes. Nil: nobody can tell.
local function expected_wait(steps, entered, at, not_before, deadline)
  local froms, profiles = {}, {}
  for after, profile in string.gmatch(steps, '(%d+)=([^;]+)') do
    froms[#froms + 1], profiles[#profiles + 1] = math.max(after == '0' and 0 or entered + after - now, not_before), profile
  end
  for i, profile in ipairs(profiles) do
    local k, till = capacity_of(profile), froms[i + 1] or math.huge
    if till > froms[i] and k.agents > 0 then
      if k.works < THIN then return nil end
      local before = 1
      for each, share in pairs(k.share) do
        before = before + share * redis.call('ZLEXCOUNT', prefix .. 'waiting:' .. each, '-', '(' .. at)
      end
      local wait = math.max(froms[i], before * k.took / k.works / k.agents)
      if wait < till then return now + wait < deadline and math.ceil(wait) or nil end
    end
  end
end
