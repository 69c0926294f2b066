-- A promise: one call and one agent, reserved for each other.

-- What an agent's last work took, from its ring to the end of its wrap-up, goes into the mean of his last sixteen.
-- A ring without a talk is no work: his idle time is older than it.
local function note_work(a)
  if not a.rung or a.idle_since <= a.rung then return end
  a.works = math.min((a.works or 0) + 1, 16)
  a.took = math.floor((a.took or 0) + (a.idle_since - a.rung - (a.took or 0)) / a.works)
end

-- The token is unique for ever: an attempt is made twice only where Redis lost the first, and then in another generation.
local function promise(c, a)
  unplace(c)
  leave_free(a)
  note_work(a)
  c.attempt = c.attempt + 1
  c.token = c.id .. '.' .. c.attempt .. '.' .. string.sub(generation, 1, 6) .. ARGV[1]
  c.state, c.agent, c.made, c.expires = 'promised', a.id, now, now + PROMISE_FOR
  a.token, a.call, a.rung = c.token, c.id, now
  set_due('c:' .. c.id, c.expires)
  set_pending(c, true)
  tell(c.owner, { 'promise', c.token, c.id, a.card, c.topic, c.step, now, c.expires })
end

-- The end of a promise or a talk, for both sides. The token binds nobody any more.
local function release(c, a)
  if a.token == c.token then a.token, a.call, a.engaged = nil, nil, nil end
  c.declined, c.declined_by, c.token, c.agent = c.token, c.agent, nil, nil
end
