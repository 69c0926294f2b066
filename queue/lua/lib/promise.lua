-- A promise: one call and one agent, reserved for each other.

local function promise(c, a)
  unplace(c)
  leave_free(a)
  c.attempt = c.attempt + 1
  c.token = c.id .. '.' .. c.attempt .. '.' .. nonce
  c.state, c.agent, c.made, c.expires = 'promised', a.id, now, now + promise_for
  a.token, a.call, a.rung = c.token, c.id, now
  set_due('c:' .. c.id, c.expires)
  set_pending(c, true)
  tell(c.owner, { 'promise', c.token, c.id, a.card, c.topic, c.step, now, c.expires })
end
