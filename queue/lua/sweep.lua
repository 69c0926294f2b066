-- sweep: everything whose time has come, in the order it came. Any controller may sweep.
-- KEYS  1 generation
-- ARGV  4 how many at most
-- Reply ok, or more: there is more to do now. The due time of the reply is the next one.
-- uses: base gate call agent stand promise reserve strategy match settle ready
local limit = tonumber(ARGV[4])

local function sweep_call(c)
  if c.state ~= 'promised' then
    if c.state == 'waiting' then settle_call(c) else set_due('c:' .. c.id, math.huge) end
    return save_call(c)
  end
  local a, token = load_agent(c.agent), c.token
  release(c, a)
  tell(c.owner, { 'withdrawn', token, a.id, 'expired' })
  keep_apart(c, a.id)
  settle_call(c)
  save_call(c)
  settle_agent(a)
  save_agent(a)
end

local due = redis.call('ZRANGEBYSCORE', PREFIX .. 'due', '-inf', now, 'LIMIT', 0, limit)
for _, member in ipairs(due) do
  local kind, id = string.sub(member, 1, 1), string.sub(member, 3)
  if kind == 'a' then
    redis.call('ZREM', PREFIX .. 'due', member)
    local a = load_agent(id)
    if a then
      settle_agent(a)
      save_agent(a)
    end
  else
    -- What an earlier one of this sweep did to this one counts.
    local c = load_call(id)
    local at = c and tonumber(redis.call('ZSCORE', PREFIX .. 'due', member))
    if at and at <= now then
      sweep_call(c)
    elseif not c then
      redis.call('ZREM', PREFIX .. 'due', member)
    end
  end
end
local first = redis.call('ZRANGE', PREFIX .. 'due', 0, 0, 'WITHSCORES')
soonest = tonumber(first[2]) or math.huge
return reply(#due == limit and 'more' or 'ok')
