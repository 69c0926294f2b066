-- finish: an accepted talk ended. The agent is in wrap-up for that long; without one he is free at once and
-- gets the next call in the same step. The call is out of the queue; its owner may enqueue it again.
-- KEYS  1 generation
-- ARGV  4 token, 5 wrap-up (ms), 6 its agent, or '' if the owner does not know
-- Reply gone, also when the talk is over already; ok: the call is in the queue again; conflict: never accepted.
-- uses: base gate call agent stand promise reserve strategy match settle ready class roster
local token, wrap_up, agent = ARGV[4], tonumber(ARGV[5]), ARGV[6]

local id = string.sub(token, 1, 36)
local c, a = load_call(id), nil
if c or agent == '' then
  if not c or c.token ~= token then return reply(c and c.state == 'left' and 'gone' or 'ok') end
  if c.state ~= 'talking' then return reply('conflict') end
  a = load_agent(c.agent)
  release(c, a)
  forget_call(c)
  save_call(c)
else -- it ended while Redis had lost it, so nobody put it back; he rests all the same
  save_call({ id = id, state = 'left', owner = OWNER, seq = seq, attempt = tonumber(string.match(token, '%.(%d+)')) })
  a = load_agent(agent)
  if not a or a.token then return reply('gone') end
  leave_free(a)
end
a.wrap_up_until, a.idle_since = now + wrap_up, now + wrap_up
rest_agent(a)
return reply('gone')
