-- owner_of: who owns a call.
-- KEYS  1 generation
-- ARGV  4 call
-- Reply ok with one row { owner }, or unknown.
-- uses: base gate call
local c = load_call(ARGV[4])
if not c then return reply('unknown') end
rows[1] = { c.owner }
return reply('ok')
