-- A call: what is kept of it, and where it stands.

-- id, owner, seq, state, topic, entered, score, steps, strategy, attempt; where it waits: step, profile; while it waits:
-- deadline, sticky, sticky_until, apart { agent = until }, standing (what his standing is worth), party;
-- promised or talking: token, agent, made, expires; over: outcome; pending; declined (token), declined_by. What does not hold is nil or false: most calls wait once, for one agent.
local function load_call(id)
  local packed = redis.call('GET', PREFIX .. 'call:' .. id)
  return packed and cmsgpack.unpack(packed)
end

local function save_call(c)
  if c.state == 'left' then -- what is left of it knows a late repeat of an old request for one
    local rest = { id = c.id, state = 'left', owner = c.owner, seq = c.seq, attempt = c.attempt, declined = c.declined,
      declined_by = c.declined_by, party = c.party, entered = c.party and c.entered }
    redis.call('SET', PREFIX .. 'call:' .. c.id, cmsgpack.pack(rest), 'PX', '600000')
  else
    redis.call('SET', PREFIX .. 'call:' .. c.id, cmsgpack.pack(c))
  end
end

-- pending:<owner> holds the calls whose owner must know something: a promise, or that they timed out.
local function set_pending(c, pending)
  if (c.pending or false) == pending then return end
  redis.call(pending and 'SADD' or 'SREM', PREFIX .. 'pending:' .. c.owner, c.id)
  c.pending = pending
end

local function is_apart(c, agent)
  return c.apart and c.apart[agent] and c.apart[agent] > now
end

-- His owner remembers what no line and no journal knows of his place: who lost Redis asks him.
local function tell_place(c)
  tell(c.owner, { 'place', c.id, c.entered, c.score, c.deadline or 0, c.sticky or '', c.sticky_until or 0, c.attempt })
end

-- The pair is kept apart for the cool-down.
local function keep_apart(c, agent)
  c.apart = c.apart or {}
  c.apart[agent] = now + COOL_DOWN
end

-- The first time somebody kept apart may be rung again.
local function first_end(c)
  local first = math.huge
  for agent, till in pairs(c.apart) do
    if till <= now then
      c.apart[agent] = nil
    elseif till < first then
      first = till
    end
  end
  if first == math.huge then c.apart = nil end
  return first
end
