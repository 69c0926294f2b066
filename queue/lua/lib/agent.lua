-- An agent: his hash, his class, the index of the free.
--
-- A class is the list of profiles an agent fits, "mandarin>=60|yi>=50": agents of one class are
-- the same to the queue but for how long they are idle. free:<class> holds the idle ones;
-- open:<profile> holds the classes with somebody idle who fits, by what taking one wastes.

local function load_agent(id)
  local key = prefix .. 'agent:' .. id
  local v = redis.call('HMGET', key, 'card', 'class', 'intent', 'reachable', 'token', 'call', 'engaged',
    'wrap_up_until', 'not_answering', 'misses', 'idle_since', 'free', 'missed')
  if not v[1] then return nil end
  return { id = id, key = key, dirty = {}, card = v[1], class = v[2], intent = v[3], reachable = v[4], token = v[5],
    call = v[6], engaged = v[7], wrap_up_until = tonumber(v[8]), not_answering = v[9], misses = tonumber(v[10]),
    idle_since = tonumber(v[11]), free = v[12], missed = v[13] }
end

-- Derived, never flagged.
local function is_serving(a)
  return a.intent == 'ready' and a.reachable == '1' and a.not_answering ~= '1'
end

local function is_available(a)
  return a.token == '' and is_serving(a) and a.wrap_up_until <= now
end

local function enter_free(a)
  local free = prefix .. 'free:' .. a.class
  redis.call('ZADD', free, a.idle_since, a.id)
  put(a, 'free', '1')
  if redis.call('ZCARD', free) > 1 then return end
  local waste = redis.call('HGET', prefix .. 'classes', a.class)
  for profile in string.gmatch(a.class, '[^|]+') do
    redis.call('ZADD', prefix .. 'open:' .. profile, waste, a.class)
  end
end

local function leave_free(a)
  if a.free ~= '1' then return end
  local free = prefix .. 'free:' .. a.class
  redis.call('ZREM', free, a.id)
  put(a, 'free', '0')
  if redis.call('EXISTS', free) == 1 then return end
  for profile in string.gmatch(a.class, '[^|]+') do
    redis.call('ZREM', prefix .. 'open:' .. profile, a.class)
  end
end

-- serving:<class> holds who would take calls but for what he does right now.
local function note_serving(a)
  redis.call(is_serving(a) and 'SADD' or 'SREM', prefix .. 'serving:' .. a.class, a.id)
end
