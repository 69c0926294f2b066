-- The roster: who is signed in, and in which class.

local function join_class(a, class)
  a.class = class
  redis.call('SADD', PREFIX .. 'signed_in:' .. class, a.id)
  redis.call('HSETNX', PREFIX .. 'classes', class, 0)
  note_serving(a)
end

local function leave_class(a)
  leave_free(a)
  redis.call('SREM', PREFIX .. 'signed_in:' .. a.class, a.id)
  redis.call('SREM', PREFIX .. 'serving:' .. a.class, a.id)
end

local function remove_agent(a)
  leave_class(a)
  redis.call('DEL', PREFIX .. 'agent:' .. a.id)
  redis.call('SREM', PREFIX .. 'agents', a.id)
  redis.call('ZREM', PREFIX .. 'due', 'a:' .. a.id)
  weigh_classes()
end

-- After his work: out if he signed out meanwhile, else where he belongs.
local function rest_agent(a)
  if a.intent == 'signed_out' then return remove_agent(a) end
  settle_agent(a)
  save_agent(a)
end
