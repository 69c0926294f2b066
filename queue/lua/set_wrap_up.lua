-- set_wrap_up: the agent extends his wrap-up or ends it early. One absolute deadline, whatever the topic.
-- KEYS  1 generation
-- ARGV  4 agent, 5 until (ms; in the past: now)
-- Reply ok, unknown: not signed in, or conflict: he is not in wrap-up.
-- uses: base gate call agent stand promise reserve strategy match settle ready
local id, till = ARGV[4], tonumber(ARGV[5])

local a = load_agent(id)
if not a then return reply('unknown') end
if a.wrap_up_until <= now then return reply(till <= now and 'ok' or 'conflict') end
till = math.max(till, now)
a.wrap_up_until, a.idle_since = till, till
settle_agent(a)
save_agent(a)
return reply('ok')
