-- lib/seat/together (step): finds `quantity` free seats side by side in one row, nearest its
-- middle. What suits depends on the `step`: 1 leaves no single free seat beside them, 2 may, 3 also
-- takes them across an aisle. A look is one jump of string.find, in C; `class` is -1 for any.
--
-- NEEDS    step quantity class accessible
-- GIVES    LOOKS_MAX looks free search_row
-- REFUSES  none
--
local LOOKS_MAX = 500
local looks = 0
local free = string.rep('\0', quantity)

-- Plan bytes of the seats that are asked for, with an aisle behind them and without, as a set.
local function set_of(byte)
  local character = string.char(byte)
  return byte == 0 and '%z' or string.find(character, '%w') and character or '%' .. character
end
local set = accessible == 1 and '\64-\95\192-\223' or '%z\1-\31\128-\159'
if class >= 0 then
  set = set_of(class + accessible * 64) .. set_of(class + accessible * 64 + 128)
end
local asked_for, other = '[' .. set .. ']', '[^' .. set .. ']'

-- The first such seats from a position on that are free and asked for; then where it stands.
local function next_free(states, plan, from)
  while looks < LOOKS_MAX do
    looks = looks + 1
    local at = string.find(states, free, from, true)
    if not at then
      return nil, #states + 1
    end
    local foreign = string.find(plan, other, at)
    if not foreign or foreign >= at + quantity then
      return at, at
    end
    from = string.find(plan, asked_for, foreign + 1) or #states + 1
  end
  return nil, from
end

local function suits(states, plan, at)
  local last = at + quantity - 1
  local function is_free(seat)
    return string.byte(states, seat) == 0
  end
  local function has_neighbour(seat)
    return string.byte(plan, seat) < 128
  end
  if step == 3 then
    return true
  end
  local aisle = string.find(plan, '[\128-\255]', at)
  if aisle and aisle < last then
    return false
  elseif step == 2 then
    return true
  end
  local leaves_left = at > 1 and is_free(at - 1) and has_neighbour(at - 1)
    and not (at > 2 and is_free(at - 2) and has_neighbour(at - 2))
  local leaves_right = is_free(last + 1) and has_neighbour(last)
    and not (is_free(last + 2) and has_neighbour(last + 1))
  return not leaves_left and not leaves_right
end

-- Both ways from the middle at once; `right` and `left` say how far a search before this one came.
-- Gives the position of the first seat, or nil and where the search stands when looks ran out.
local function search_row(states, plan, right, left)
  local last = #states - quantity + 1
  local states_back, plan_back = string.reverse(states), string.reverse(plan)
  local middle = math.floor(last / 2) + 1
  local at_right, at_left
  at_right, right = next_free(states, plan, math.max(right, middle))
  at_left, left = next_free(states_back, plan_back, math.max(left, last + 2 - middle))
  while looks < LOOKS_MAX and (at_right or at_left) do
    if at_right and (not at_left or at_right < at_left) then
      if suits(states, plan, at_right) then
        return at_right
      end
      at_right, right = next_free(states, plan, at_right + 1)
    else
      if suits(states, plan, last + 1 - at_left) then
        return last + 1 - at_left
      end
      at_left, left = next_free(states_back, plan_back, at_left + 1)
    end
  end
  return nil, right, left
end
