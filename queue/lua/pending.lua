-- pending: the timer behind the told. What an owner must know of his calls, and whether this is still the
-- server the generation was opened on: a promoted replica may have lost acknowledged writes.
-- KEYS  1 generation
-- ARGV  none of its own
-- Reply <generation>, with a row for each promise and each call that is over.
-- uses: base gate call agent
local server = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
if server ~= redis.call('GET', PREFIX .. 'server') then
  redis.call('DEL', KEYS[1])
  return { 'rebuilding', now, 0, {} }
end
for _, id in ipairs(redis.call('SMEMBERS', PREFIX .. 'pending:' .. OWNER)) do
  local c = load_call(id)
  if c and c.state == 'promised' then
    tell(OWNER, { 'promise', c.token, id, load_agent(c.agent).card, c.topic, c.step, c.made, c.expires })
  elseif c and c.state == 'over' then
    tell(OWNER, { 'over', id, c.outcome })
  end
end
local first = redis.call('ZRANGE', PREFIX .. 'due', 0, 0, 'WITHSCORES')
soonest = tonumber(first[2]) or math.huge
return reply(generation)
