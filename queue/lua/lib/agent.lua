-- An agent: what is kept of him, his class, the index of the free.
--
-- A class is the list of profiles an agent fits, "mandarin>=60|yi>=50": agents of one class are
-- the same to the queue but for how long they are idle. free:<class> holds the idle ones by idle since;
-- open:<profile> holds the classes with somebody idle who fits, by what taking one wastes.

-- id, card, skills, class, intent, reason, reachable, not_answering, misses, missed (token), wrap_up_until,
-- idle_since, free (his rank among the free), token, call, engaged, talks (accepted), rung (when last), works, took (their mean). What does not hold is nil or false.
local function load_agent(id)
  local packed = redis.call('GET', PREFIX .. 'agent:' .. id)
  return packed and cmsgpack.unpack(packed)
end

local function save_agent(a)
  redis.call('SET', PREFIX .. 'agent:' .. a.id, cmsgpack.pack(a))
end

-- Derived, never flagged.
local function is_serving(a)
  return a.intent == 'ready' and a.reachable and not a.not_answering
end

local function is_available(a)
  return not a.token and is_serving(a) and a.wrap_up_until <= now
end

-- The class stands in, or out of, the lists of the profiles it fits.
local function list_class(verb, class)
  local at = rank(redis.call('HGET', PREFIX .. 'classes', class), class)
  for profile in string.gmatch(class, '[^|]+') do
    if verb == 'ZADD' then
      redis.call('ZADD', PREFIX .. 'open:' .. profile, '0', at)
    else
      redis.call('ZREM', PREFIX .. 'open:' .. profile, at)
    end
  end
end

local function enter_free(a)
  local free = PREFIX .. 'free:' .. a.class
  a.free = rank(a.idle_since, a.id)
  redis.call('ZADD', free, '0', a.free)
  if redis.call('ZCARD', free) == 1 then list_class('ZADD', a.class) end
end

local function leave_free(a)
  if not a.free then return end
  local free = PREFIX .. 'free:' .. a.class
  redis.call('ZREM', free, a.free)
  a.free = nil
  if redis.call('EXISTS', free) == 0 then list_class('ZREM', a.class) end
end

-- serving:<class> holds who would take calls but for what he does right now.
local function note_serving(a)
  redis.call(is_serving(a) and 'SADD' or 'SREM', PREFIX .. 'serving:' .. a.class, a.id)
end
