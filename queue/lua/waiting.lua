-- waiting: the waiting calls of a topic in their order, a page at a time, and how many there are.
-- KEYS  1 generation
-- ARGV  4 topic, 5 rank to begin with, 6 how many
-- Reply ok with a row { how many wait }, then { call, owner, entered, score, step, profile, attempts, expected wait (ms), 0: unknown }
--       each.
-- uses: base gate call agent stand promise reserve capacity expect
local topic, from, limit = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

rows[1] = { redis.call('ZCARD', PREFIX .. 'topic:' .. topic) }
if limit > 0 then
  for _, at in ipairs(redis.call('ZRANGE', PREFIX .. 'topic:' .. topic, from, from + limit - 1)) do
    local c = load_call(string.sub(at, 14))
    rows[#rows + 1] = { c.id, c.owner, c.entered, c.score, c.step, c.profile, c.attempt, wait_of(c) or 0 }
  end
end
return reply('ok')
