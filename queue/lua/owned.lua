-- owned: a part of the calls of this owner that hold a place or an agent. What is there from the first part to the
-- last is in one of them; what comes and goes meanwhile may be.
-- KEYS  1 generation
-- ARGV  4 where to go on, 0 at first, 5 how many due things to look at, about
-- Reply ok with a row { call, state, token } each, and a row { 'next', where to go on } unless it was the last part.
-- uses: base gate call
local at, count = ARGV[4], ARGV[5]

local scan = redis.call('ZSCAN', PREFIX .. 'due', at, 'MATCH', 'c:*', 'COUNT', count)
for i = 1, #scan[2], 2 do
  local c = load_call(string.sub(scan[2][i], 3))
  if c and c.owner == OWNER and c.state ~= 'left' then rows[#rows + 1] = { c.id, c.state, c.token or '' } end
end
if scan[1] ~= '0' then rows[#rows + 1] = { 'next', scan[1] } end
return reply('ok')
