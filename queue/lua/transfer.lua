-- transfer: a waiting call asks for another topic. Its arrival stays; the longest wait begins anew.
-- KEYS  1 generation
-- ARGV  4 call, 5 topic, 6 steps "<after ms>=<profile>;…", 7 longest wait (ms, 0: none), 8 the topic's priority (ms), 9 its strategy
-- Reply ok, with a row for its owner, and again when repeated; unknown; conflict: it does not wait, or the topic is closed.
-- uses: base gate call agent stand promise reserve strategy match settle ready admission
local id, topic, steps, max_wait, priority = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local strategy = ARGV[9]

local function tell_transfer(c)
  tell(c.owner, { 'transferred', id, topic })
  tell_place(c)
end

local c = load_call(id)
if not c or c.state == 'left' then return reply('unknown') end
if c.topic == topic then
  tell_transfer(c)
  return reply('ok')
end
if c.state ~= 'waiting' or admission_of(topic) ~= 'open' then return reply('conflict') end
unplace(c)
c.topic, c.steps, c.score = topic, steps, c.entered - priority - (c.standing or 0)
c.strategy = strategy ~= '' and strategy or nil
c.deadline = max_wait > 0 and now + max_wait or nil
c.sticky, c.sticky_until = nil, nil
tell_transfer(c)
settle_call(c)
save_call(c)
return reply('ok')
