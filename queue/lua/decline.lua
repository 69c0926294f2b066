-- decline: the promise came to nothing. The caller goes back to his place, the pair is kept apart for the
-- cool-down, the agent as the reason says: a miss counts, and at the limit he is switched off unless nobody
-- else serves something he serves.
-- KEYS  1 generation
-- ARGV  4 token, 5 reason, 6 misses in a row that switch off
-- Reply ok, also for a token that is void already; gone: the caller is out of the queue; conflict: the promise was accepted.
--       Rows not_answering and last_agent, again when repeated.
-- uses: base gate call agent stand promise reserve strategy match settle ready miss
local token, reason, limit = ARGV[4], ARGV[5], tonumber(ARGV[6])

local c = load_call(string.sub(token, 1, 36))
if not c then return reply('ok') end
if c.token ~= token then
  local a = c.declined == token and load_agent(c.declined_by)
  if a and a.missed == token then tell_misses(a, limit) end
  return reply(c.state == 'left' and 'gone' or 'ok')
end
if c.state == 'talking' then return reply('conflict') end

local a = load_agent(c.agent)
release(c, a)
if reason == 'no_answer' or reason == 'rejected' then
  miss(a, token, limit)
elseif reason == 'unreachable' then
  a.reachable = false
  note_serving(a)
end
if reason == 'caller_gone' then
  forget_call(c)
else
  keep_apart(c, a.id)
  settle_call(c)
end
save_call(c)
settle_agent(a)
save_agent(a)
return reply(c.state == 'left' and 'gone' or 'ok')
