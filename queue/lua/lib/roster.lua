-- The roster: who is signed in, and in which class.

local function join_class(a, class)
  a.class = class
  redis.call('SADD', prefix .. 'signed_in:' .. class, a.id)
  redis.call('HSETNX', prefix .. 'classes', class, 0)
  note_serving(a)
end

local function leave_class(a)
  leave_free(a)
  redis.call('SREM', prefix .. 'signed_in:' .. a.class, a.id)
  redis.call('SREM', prefix .. 'serving:' .. a.class, a.id)
end

local function remove_agent(a)
  leave_class(a)
  redis.call('DEL', prefix .. 'agent:' .. a.id)
  redis.call('SREM', prefix .. 'agents', a.id)
  redis.call('ZREM', prefix .. 'due', 'a:' .. a.id)
  weigh_classes()
end

-- After his work: out if he signed out meanwhile, else where he belongs.
local function rest_agent(a)
  if a.intent == 'signed_out' then return remove_agent(a) end
  settle_agent(a)
  save_agent(a)
end
