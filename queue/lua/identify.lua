-- identify: which server this is. Run as text before any script is loaded, so that a restarted or promoted server,
-- which knows no script, is recognised before any verb runs on it: it may have lost acknowledged writes.
-- KEYS  1 generation
-- ARGV  none
-- Returns the server's replication id.
local prefix = string.sub(KEYS[1], 1, -string.len('generation') - 1)
local server = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
if redis.call('GET', prefix .. 'server') ~= server then redis.call('DEL', KEYS[1]) end
return server
