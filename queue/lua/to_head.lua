-- to_head: a waiting call is the first of its topic. Repeated: the same.
-- KEYS  1 generation
-- ARGV  4 call
-- Reply ok, also when it was promised or turned away since; unknown; conflict: it talks.
-- uses: base gate call agent stand head promise reserve strategy match settle ready
local c = load_call(ARGV[4])
if not c or c.state == 'left' then return reply('unknown') end
if c.state == 'promised' then tell_place(c) end
if c.state ~= 'waiting' then return reply(c.state == 'talking' and 'conflict' or 'ok') end
to_head(c)
tell_place(c)
settle_call(c)
save_call(c)
return reply('ok')
