// Lua: the counter of a tag, the line it belongs to, and whether the store still holds what a process has seen.

/**
 * Compares the caller's mark with the history of the tag; a history that does not hold it sets `behind`.
 * A run that the tag has not met begins a new line, so a counter that later overtakes its former value is found out too:
 * `next:<line>` keeps where each line ended, as far as this store knows. A run is one primary without a break; Redis gives it a
 * random id (`master_replid`) at every start and every promotion. Asked here and not by the caller, because behind Sentinel and in a
 * cluster only the server that runs this knows who it is.
 */
export const COMPARE_MARK = `
local function server_run_id()
  local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return string.sub(id or string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'), 1, 16)
end
local function newLine(seed)
  local t = redis.call('TIME')
  return string.sub(redis.sha1hex(seed .. server_run_id() .. t[1] .. ' ' .. t[2]), 1, 16), string.format('%d', t[1] * 1000 + math.floor(t[2] / 1000))
end
local function compare_mark(history, behind, seed, markLine, markN)
  local h = redis.call('HMGET', history, 'n', 'line', 'run', 'since')
  local run = server_run_id()
  local n, line, since = h[1], h[2], h[3] == run and h[4] or '0'
  if not line then
    n, line = '0', newLine(seed)
    redis.call('HSET', history, 'n', n, 'line', line, 'run', run, 'since', '0')
  elseif h[3] ~= run then
    local fresh
    fresh, since = newLine(seed)
    redis.call('HSET', history, 'next:' .. line, n, 'line', fresh, 'run', run, 'since', since)
    line = fresh
  end
  local confirmed = 1
  if markLine ~= '' then
    local reached = n
    if markLine ~= line then reached = redis.call('HGET', history, 'next:' .. markLine) end
    if not reached or (reached ~= 'ok' and tonumber(reached) < tonumber(markN)) then
      redis.call('HSET', behind, markLine, markN)
      confirmed = 0
    end
  end
  return tonumber(n), line, since, confirmed
end
`;
