import type { AuthError } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import { renderRefusal } from '../security/problem.ts';

/** A refusal as a response: status, challenge, problem+json. */
export function answer(error: AuthError): Response {
  const { status, headers, body } = renderRefusal(error);
  return new Response(body, {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });
}

/**
 * A request of the Fetch API as the core sees it. Only the protocol is read from the URL. Repeated fields arrive joined by a comma, which the
 * header policy refuses as it refuses repeated ones.
 */
export function viewOf(request: Request): RequestView {
  return {
    method: request.method,
    secure: request.url.startsWith('https:'),
    header: (name) => request.headers.get(name) ?? undefined,
  };
}
