/** What a response may say about a status: a title and one sentence (RFC 9457 §3.1). */
const PUBLIC_TEXT: Readonly<Record<number, readonly [title: string, detail: string]>> = {
  400: ['Bad Request', 'Send exactly one credential, in the form that the challenge names.'],
  401: ['Unauthorized', 'Send a valid credential: it is missing or not accepted.'],
  403: ['Forbidden', 'You are not allowed to do this.'],
  404: ['Not Found', 'This resource does not exist.'],
  500: ['Internal Server Error', 'The server could not complete the request.'],
  503: ['Service Unavailable', 'Try again later.'],
};

/** A problem of RFC 9457: the same for every refusal of one status, so that it reveals no cause. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** The media type of a problem. */
export const PROBLEM_TYPE = 'application/problem+json';

/** Returns the problem of a status; an unlisted status counts as 500. */
export function problemOf(status: number): Problem {
  const known = Object.hasOwn(PUBLIC_TEXT, status) ? status : 500;
  const [title, detail] = PUBLIC_TEXT[known] as readonly [string, string];
  return { type: 'about:blank', title, status: known, detail };
}
