-- Settling, the agent's side.

-- An agent: given the next call, in the index of the free, or out of it.
local function settle_agent(a)
  if a.wrap_up_until > now and not a.token then set_due('a:' .. a.id, a.wrap_up_until) end
  if not is_available(a) then
    leave_free(a)
  elseif not a.free then
    local c = find_call(a)
    if c then
      promise(c, a)
      save_call(c)
    else
      enter_free(a)
      if KEEPS then release_kept(a) end
    end
  end
end

-- His phone is gone, and will be told to be there when it is.
local function lose_phone(a)
  a.reachable = false
  note_serving(a)
  settle_agent(a)
  save_agent(a)
end
