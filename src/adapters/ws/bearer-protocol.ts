import type { IncomingMessage } from 'node:http';
import { AuthError } from '../../base/errors.ts';

const FIELD = 'sec-websocket-protocol';
const NAME = 'bearer';

/**
 * Takes the token out of the subprotocols that a client offers, for browsers, which can send no
 * header: `new WebSocket(url, ['bearer', token])`. The token is removed from the request, so that
 * the server never chooses it as the protocol and no handler logs it.
 *
 * @returns the token; null if the client offers no `bearer`
 * @throws AuthError `credentials_malformed` without a token after it, or for a second one
 */
export function takeBearer(request: IncomingMessage): string | null {
  const offered = (request.headers[FIELD] ?? '').split(',').map((name) => name.trim());
  const at = offered.indexOf(NAME);
  if (at === -1) return null;
  const token = offered[at + 1];
  if (token === undefined || token === '' || offered.includes(NAME, at + 1))
    throw new AuthError('credentials_malformed', {
      reason:
        "The subprotocol bearer has no token behind it: new WebSocket(url, ['bearer', token]).",
    });
  request.headers[FIELD] = offered.toSpliced(at + 1, 1).join(', ');
  return token;
}
