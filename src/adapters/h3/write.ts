import type { H3Event } from 'h3';
import type { AuthContext } from '../kit/kit.ts';
import { mergeInto } from '../kit/kit.ts';

/**
 * Writes the headers of an auth context for what a handler returned, before h3 makes the response
 * of it.
 *
 * @returns the value to pass on
 */
export function writeToValue(value: unknown, event: H3Event, auth: AuthContext): unknown {
  // No handler has answered, so h3 makes a 404 of it.
  if (value === undefined || typeof value === 'symbol') {
    writeToError(404, event, auth);
    return value;
  }
  const own = value as { readonly headers?: unknown; readonly status?: number } | null;
  if (value instanceof Response) return writeToResponse(value, event, auth);
  if (own?.headers instanceof Headers) {
    // An HTTPResponse of h3.
    moveHeaders(event.res.headers, own.headers);
    mergeInto(own.headers, auth.take(own.status ?? event.res.status ?? 200));
  } else mergeInto(event.res.headers, auth.take(event.res.status ?? 200));
  return value;
}

function writeToResponse(response: Response, event: H3Event, auth: AuthContext): Response {
  const { status } = response;
  const ours = status < 200 ? [] : auth.take(status);
  if (ours.length === 0) return response;
  const prepared = status < 400 ? event.res.headers : event.res.errHeaders;
  const write = (headers: Headers): void => {
    moveHeaders(prepared, headers);
    mergeInto(headers, ours);
  };
  try {
    write(response.headers);
    return response;
  } catch {
    // Those of a redirect and of a fetched response are immutable.
    const copy = new Response(response.body, response);
    write(copy.headers);
    return copy;
  }
}

/**
 * Writes the headers of an auth context for an error. h3 takes those of its own answer from one
 * place, and those of a value that `onError` of the application returns from another.
 */
export function writeToError(status: number, event: H3Event, auth: AuthContext): void {
  const ours = auth.take(status);
  mergeInto(event.res.headers, ours);
  mergeInto(event.res.errHeaders, ours);
}

/** h3 would set these over ours, and its Vary would replace the one of the response. */
function moveHeaders(from: Headers, to: Headers): void {
  // Read first, because they are deleted on the way.
  const pairs = [...from];
  for (const [name, value] of pairs) {
    if (name === 'set-cookie') to.append(name, value);
    else to.set(name, value);
    from.delete(name);
  }
}
