-- Misses: two in a row switch an agent off, but never the last who serves something.

-- Does somebody else serve everything this agent serves?
local function is_last(a)
  local missing = {}
  for profile in string.gmatch(a.class, '[^|]+') do missing[profile] = true end
  for _, class in ipairs(redis.call('HKEYS', PREFIX .. 'classes')) do
    local serving = redis.call('SCARD', PREFIX .. 'serving:' .. class)
    if class == a.class then serving = serving - redis.call('SISMEMBER', PREFIX .. 'serving:' .. class, a.id) end
    if serving > 0 then
      for profile in string.gmatch(class, '[^|]+') do missing[profile] = nil end
    end
  end
  return next(missing) ~= nil
end

local function tell_misses(a, limit)
  if a.not_answering then
    tell(OWNER, { 'not_answering', a.id, a.misses })
  elseif a.misses >= limit then
    tell(OWNER, { 'last_agent', a.id, a.misses })
  end
end

local function miss(a, token, limit)
  a.misses, a.missed = a.misses + 1, token
  if a.misses >= limit and is_serving(a) and not is_last(a) then
    a.not_answering = true
    note_serving(a)
  end
  tell_misses(a, limit)
end
