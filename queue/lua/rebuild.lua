-- rebuild: one controller leads, the others contribute. The leader first wipes what a failover left.
-- KEYS  1 generation
-- ARGV  8 how long the lead holds (ms), 9 how many to wipe at once
-- Reply open with { generation }; contribute with { round }; wipe: again, please; or lead with { round, who contributed… }.
-- uses: base call
local lead_for, chunk = tonumber(ARGV[8]), tonumber(ARGV[9])
local round_key, contributed = prefix .. 'rebuild', prefix .. 'contributed'

if generation then
  rows[1] = { generation }
  return reply('open')
end
local v = redis.call('HMGET', round_key, 'leader', 'until', 'round', 'wiped')
if v[1] and v[1] ~= owner and tonumber(v[2]) > now and v[4] then
  rows[1] = { v[3] }
  return reply('contribute')
end
if v[1] and v[1] ~= owner and tonumber(v[2]) > now then return reply('wipe') end
local round = v[3] or nonce
redis.call('HSET', round_key, 'leader', owner, 'until', now + lead_for, 'round', round)
if v[4] then
  rows[1] = { round, unpack(redis.call('SMEMBERS', contributed)) }
  return reply('lead')
end

local function wipe(list, ...)
  for _, name in ipairs(list) do
    for _, kind in ipairs({ ... }) do redis.call('DEL', prefix .. kind .. name) end
  end
end
local due = redis.call('ZRANGE', prefix .. 'due', 0, chunk - 1)
for _, member in ipairs(due) do
  local id = string.sub(member, 3)
  local c = load_call(id)
  wipe({ c and c.owner or '' }, 'pending:')
  wipe({ id }, 'call:')
end
if #due > 0 then redis.call('ZREMRANGEBYRANK', prefix .. 'due', 0, chunk - 1) end
local agents = redis.call('SPOP', prefix .. 'agents', chunk)
wipe(agents, 'agent:', 'waiting:@')
if #due == chunk or #agents == chunk then return reply('wipe') end
wipe(redis.call('HKEYS', prefix .. 'classes'), 'free:', 'serving:', 'signed_in:')
wipe(redis.call('SMEMBERS', prefix .. 'profiles'), 'waiting:', 'open:')
wipe(redis.call('SMEMBERS', prefix .. 'topics'), 'topic:')
redis.call('DEL', prefix .. 'classes', prefix .. 'profiles', prefix .. 'topics', contributed)
redis.call('HSET', round_key, 'wiped', 1)
return reply('wipe')
