-- Sends one request after the other, each with the next token of a file; when all are sent it begins again.
-- Arguments: the file, a token a line; the name of the header that carries it; what stands before it there.
local requests, count, place = {}, 0, 0

function init(args)
  wrk.headers[args[2]] = args[3] .. '@'
  local before, behind = wrk.format():match('^([^@]*)@(.*)$')
  for token in io.lines(args[1]) do
    count = count + 1
    requests[count] = before .. token .. behind
  end
end

function request()
  place = place % count + 1
  return requests[place]
end
