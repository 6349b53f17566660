import { AuthError } from '../base/errors.ts';
import type { ReplyHeader } from '../base/errors.ts';

const TEXT: Readonly<Record<number, readonly [title: string, detail: string]>> = {
  400: ['Bad Request', 'Send exactly one credential, of the form that the challenge names.'],
  401: [
    'Unauthorized',
    'Send a valid credential: none was sent, or the one that was sent is not accepted.',
  ],
  403: ['Forbidden', 'You may not do this.'],
  404: ['Not Found', 'There is no such resource.'],
  500: ['Internal Server Error', 'The server could not finish the request.'],
  503: ['Service Unavailable', 'Try again later.'],
};

/** The HTTP form of a refusal: status, headers and an `application/problem+json` body (RFC 9457). */
export interface Refusal {
  readonly status: number;
  readonly headers: readonly ReplyHeader[];
  readonly body: string;
}

/**
 * Renders a refusal. All refusals of one status have the same body, so that nobody learns from it which of them it was;
 * the code is for the log.
 */
export function renderRefusal(error: AuthError): Refusal {
  const [title, detail] = TEXT[error.status] ?? ['Error', 'The request was refused.'];
  return {
    status: error.status,
    headers: [['Content-Type', 'application/problem+json'], ...error.headers],
    body: JSON.stringify({ type: 'about:blank', title, status: error.status, detail }),
  };
}
