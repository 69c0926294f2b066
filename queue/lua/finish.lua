-- finish: an accepted talk ended. The agent is in wrap-up for that long; without one he is free at once and
-- gets the next call in the same step. The call is out of the queue; its owner may enqueue it again.
-- KEYS  1 generation
-- ARGV  4 token, 5 wrap-up (ms)
-- Reply gone, also when the talk is over already; ok: the call is in the queue again; conflict: never accepted.
-- uses: base gate call agent stand promise reserve strategy match settle ready class roster
local token, wrap_up = ARGV[4], tonumber(ARGV[5])

local c = load_call(string.sub(token, 1, 36))
if not c or c.token ~= token then return reply(c and c.state == 'left' and 'gone' or 'ok') end
if c.state ~= 'talking' then return reply('conflict') end
local a = load_agent(c.agent)
release(c, a)
forget_call(c)
save_call(c)
a.wrap_up_until, a.idle_since = now + wrap_up, now + wrap_up
rest_agent(a)
return reply('gone')
