-- owned: the calls of this owner that hold a place or an agent.
-- KEYS  1 generation
-- ARGV  none of its own
-- Reply ok with a row { call, state, token } each.
-- uses: base gate call
for _, member in ipairs(redis.call('ZRANGE', prefix .. 'due', 0, -1)) do
  local c = string.sub(member, 1, 2) == 'c:' and load_call(string.sub(member, 3))
  if c and c.owner == owner and c.state ~= 'left' then rows[#rows + 1] = { c.id, c.state, c.token or '' } end
end
return reply('ok')
