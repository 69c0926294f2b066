-- Common to every verb: arguments 1 to 3, the clock, the gate, what is told.
-- Arguments: order of the request within its owner, the generation the owner takes part in, now (tests only, else '').
--
-- What stands in capitals is written into the text before it is loaded (script.go): PREFIX of all keys, OWNER who asks,
-- PROMISE_FOR how long a promise holds and COOL_DOWN how long a pair that failed is kept apart (ms), THIN from how many works on a wait is foretold. Redis makes every
-- function anew at each request, and a variable a function holds on to is what costs in that.
--
-- What goes into redis.call is text wherever a verb runs often: Redis writes a Lua number with 17 digits, which
-- costs more than most commands. A call and an agent are one packed value each, for the same reason.
local seq, now = tonumber(ARGV[1]), tonumber(ARGV[3])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local generation = redis.call('GET', KEYS[1])

local rows, soonest = {}, math.huge

-- What our own owner must know goes into the reply, the rest to its owner's channel.
local function tell(to, row)
  if to == OWNER then
    rows[#rows + 1] = row
  else
    redis.call('SPUBLISH', PREFIX .. 'tell:' .. to, cjson.encode(row))
  end
end

-- One due time per call or agent: the earliest moment something changes by itself.
local function set_due(member, at)
  redis.call('ZADD', PREFIX .. 'due', at == math.huge and '+inf' or string.format('%d', at), member)
  if at < soonest then soonest = at end
end

-- Where a thing stands in a list whose scores are all 0: Redis orders by the text, first the number, then the id.
local function rank(at, id)
  return string.format('%013d', at) .. id
end

local function reply(status)
  return { status, now, soonest == math.huge and 0 or soonest, rows }
end
