-- open: the leader ends the rebuild. Free agents are due at once, so the next sweep pairs them in order.
-- KEYS  1 generation
-- ARGV  4 round
-- Reply ok, or stale: the round is not his any more.
-- uses: base agent class roster
local round = ARGV[4]

local v = redis.call('HMGET', PREFIX .. 'rebuild', 'leader', 'round', 'wiped')
if generation or v[1] ~= OWNER or v[2] ~= round or not v[3] then return reply('stale') end
weigh_classes()
redis.call('SET', PREFIX .. 'server', string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)'))
redis.call('SET', KEYS[1], round)
redis.call('DEL', PREFIX .. 'rebuild', PREFIX .. 'contributed')
return reply('ok')
