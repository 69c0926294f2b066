-- What a caller may expect to wait, from the recent work of the agents who can serve him.

-- How long until it is the turn of who stands there: those before him whom the same agents serve, and himself, one
-- work each. Of his steps the first counts in which that comes. Nil: nobody can tell, or fewer works are known than THIN.
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
        before = before + share * redis.call('ZLEXCOUNT', PREFIX .. 'waiting:' .. each, '-', '(' .. at)
      end
      before = math.floor(before * 1000 + 0.5) / 1000
      local wait = math.max(froms[i], before * k.took / k.works / k.agents)
      if wait < till then return now + wait < deadline and math.ceil(wait) or nil end
    end
  end
end

local function wait_of(c)
  return expected_wait(c.steps, c.entered, rank(c.score, c.id), c.sticky and c.sticky_until - now or 0, c.deadline or math.huge)
end
