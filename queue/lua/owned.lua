-- owned: the calls of this owner that hold a place or an agent.
-- KEYS  1 generation
-- ARGV  none of its own
-- Reply ok with a row { call, state, token } each.
-- uses: base gate
for _, member in ipairs(redis.call('ZRANGE', prefix .. 'due', 0, -1)) do
  if string.sub(member, 1, 2) == 'c:' then
    local id = string.sub(member, 3)
    local v = redis.call('HMGET', prefix .. 'call:' .. id, 'owner', 'state', 'token')
    if v[1] == owner and v[2] ~= 'left' then rows[#rows + 1] = { id, v[2], v[3] or '' } end
  end
end
return reply('ok')
