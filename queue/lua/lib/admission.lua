-- Admission: who may begin to wait, and who may not go on waiting.

-- Agents signed in who fit any of these steps.
local function count_fit(steps)
  local agents = 0
  for _, class in ipairs(redis.call('HKEYS', PREFIX .. 'classes')) do
    for profile in string.gmatch(steps, '=([^;]+)') do
      if string.find('|' .. class .. '|', '|' .. profile .. '|', 1, true) then
        agents = agents + redis.call('SCARD', PREFIX .. 'signed_in:' .. class)
        break
      end
    end
  end
  return agents
end

-- limits is "<most waiting, 0: no limit>;<1: leave when nobody signed in fits>", or ''.
local function nobody_fits(steps, limits)
  return string.match(limits, '%d$') == '1' and count_fit(steps) == 0
end

-- An operator's "<open, drain or closed> <which of all changes>".
local function admission_of(topic)
  return string.match(redis.call('HGET', PREFIX .. 'admission', topic) or 'open', '^%a+')
end

-- Why a call may not begin to wait for a topic, or nil.
local function refusal(topic, steps, limits)
  if admission_of(topic) ~= 'open' then return 'closed' end
  if limits == '' then return nil end
  local most = tonumber(string.match(limits, '^%d+'))
  if most > 0 and redis.call('ZCARD', PREFIX .. 'topic:' .. topic) >= most then return 'full' end
  return nobody_fits(steps, limits) and 'no_agents' or nil
end
