-- set_intent: what an agent wants. Ready again clears not answering and its misses. A promise he is in goes on.
-- KEYS  1 generation
-- ARGV  4 agent, 5 intent (ready or break), 6 reason of a break
-- Reply ok, or unknown: not signed in.
-- uses: base gate call agent stand promise reserve strategy match settle ready
local id, intent, reason = ARGV[4], ARGV[5], ARGV[6]

local a = load_agent(id)
if not a then return reply('unknown') end
local served = is_serving(a)
a.intent, a.reason = intent, reason
if intent == 'ready' then a.not_answering, a.misses = nil, 0 end
if is_serving(a) ~= served then note_serving(a) end
settle_agent(a)
save_agent(a)
return reply('ok')
