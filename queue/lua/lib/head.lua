-- The head of a topic, which people may give a call. Until it is moved again the score stays.
local function to_head(c)
  local first = redis.call('ZRANGE', PREFIX .. 'topic:' .. c.topic, '0', '0')[1]
  if not first or string.sub(first, 14) == c.id then return end
  unplace(c)
  c.score = math.min(c.score, tonumber(string.sub(first, 1, 13)) - 1)
end
