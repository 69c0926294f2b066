-- What controllers remember of the index when it is lost, besides calls and agents.

-- Each was told at every promise and talk of his own calls: the most anybody knows is how it was.
local function restore_counts(a, told)
  local talks, rung = math.max(told.talks or 0, a.talks or 0), math.max(told.rung or 0, a.rung or 0)
  if talks == (a.talks or 0) and rung == (a.rung or 0) then return end
  a.talks, a.rung = talks, rung
  save_agent(a)
end

-- Of what several tell of a topic the last change counts.
local function restore_admissions(list)
  local key = PREFIX .. 'admission'
  for _, told in ipairs(list) do
    local last = tonumber(string.match(redis.call('HGET', key, told.topic) or '0', '%d+$'))
    if told.change > last then redis.call('HSET', key, told.topic, told.admission .. ' ' .. told.change) end
    if told.change > tonumber(redis.call('HGET', key, '') or 0) then redis.call('HSET', key, '', told.change) end
  end
end

local function restore_kept(list)
  for _, told in ipairs(list) do
    redis.call('SET', PREFIX .. 'kept:' .. told.party, string.format('%d', told.entered) .. ' ' .. OWNER, 'PX', told.left, 'NX')
  end
end
