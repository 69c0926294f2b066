-- rebuild: one controller leads, the others contribute. The leader first wipes what a failover left.
-- KEYS  1 generation
-- ARGV  4 how long the lead holds (ms), 5 how many to wipe at once, 6 the name of a round that begins
-- Reply open with { generation }; contribute with { round }; wipe: again, please; or lead with { round, who contributed… }.
-- uses: base call
local lead_for, chunk, fresh = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local round_key, contributed = PREFIX .. 'rebuild', PREFIX .. 'contributed'

if generation then
  rows[1] = { generation }
  return reply('open')
end
local v = redis.call('HMGET', round_key, 'leader', 'until', 'round', 'wiped')
if v[1] and v[1] ~= OWNER and tonumber(v[2]) > now and v[4] then
  rows[1] = { v[3] }
  return reply('contribute')
end
if v[1] and v[1] ~= OWNER and tonumber(v[2]) > now then return reply('wipe') end
local round = v[3] or fresh
redis.call('HSET', round_key, 'leader', OWNER, 'until', now + lead_for, 'round', round)
if v[4] then
  rows[1] = { round, unpack(redis.call('SMEMBERS', contributed)) }
  return reply('lead')
end

local function wipe(list, ...)
  for _, name in ipairs(list) do
    for _, kind in ipairs({ ... }) do redis.call('DEL', PREFIX .. kind .. name) end
  end
end
local due = redis.call('ZRANGE', PREFIX .. 'due', 0, chunk - 1)
for _, member in ipairs(due) do
  local id = string.sub(member, 3)
  local c = load_call(id)
  wipe({ c and c.owner or '' }, 'pending:')
  wipe({ id }, 'call:')
end
if #due > 0 then redis.call('ZREMRANGEBYRANK', PREFIX .. 'due', 0, chunk - 1) end
local agents = redis.call('SPOP', PREFIX .. 'agents', chunk)
wipe(agents, 'agent:', 'waiting:@')
if #due == chunk or #agents == chunk then return reply('wipe') end
wipe(redis.call('HKEYS', PREFIX .. 'classes'), 'free:', 'serving:', 'signed_in:')
wipe(redis.call('SMEMBERS', PREFIX .. 'profiles'), 'waiting:', 'open:')
wipe(redis.call('SMEMBERS', PREFIX .. 'topics'), 'topic:')
redis.call('DEL', PREFIX .. 'classes', PREFIX .. 'profiles', PREFIX .. 'topics', contributed)
redis.call('HSET', round_key, 'wiped', 1)
return reply('wipe')
