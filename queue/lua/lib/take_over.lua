-- What who enqueued it should remember; a reply that told it was lost.
local function tell_again(c)
  tell_place(c)
  if c.party and redis.call('EXISTS', PREFIX .. 'kept:' .. c.party) == 0 then tell(OWNER, { 'taken', c.party }) end
end

-- A call that is in the queue has a new owner, who is told what it must know.
local function take_over(c)
  if c.pending and c.owner ~= OWNER then
    redis.call('SREM', PREFIX .. 'pending:' .. c.owner, c.id)
    redis.call('SADD', PREFIX .. 'pending:' .. OWNER, c.id)
  end
  c.owner, c.seq = OWNER, seq
  save_call(c)
  tell_again(c)
  if c.state == 'promised' then
    tell(OWNER, { 'promise', c.token, c.id, load_agent(c.agent).card, c.topic, c.step, c.made, c.expires })
  elseif c.state == 'over' then
    tell(OWNER, { 'over', c.id, c.outcome })
  end
  return reply('ok')
end
