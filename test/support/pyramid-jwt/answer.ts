import { parseSetCookie } from 'cookie-es';
import { claimsIn, headerIn } from '../security.ts';
import type { RecordedAnswer, Whoami } from './recording.ts';

/** What stands in place of a random identifier. */
export const ID = '(id)';

/** A token, read without its signature. */
export interface ReadToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** One `Set-Cookie` header; without a value it clears the cookie. */
export interface ReadCookie {
  name: string;
  format: 'webob' | 'jwt' | 'cleared';
  token: ReadToken | null;
  domain: string | null;
  path: string | null;
  /** Seconds; null for a cookie that ends with the browser. */
  maxAge: number | null;
  /** Seconds since 1970; 0 for every time in the past. */
  expires: number | null;
  secure: boolean;
  httpOnly: boolean;
  sameSite: string | null;
}

/** An answer in the form in which those of both libraries are compared. */
export interface Answer {
  status: number;
  /** Whether a challenge comes with it. */
  challenge: boolean;
  whoami: { -readonly [K in keyof Whoami]: Whoami[K] } | null;
  token: ReadToken | null;
  allowed: boolean | null;
  cookies: ReadCookie[];
  /** Whether other cookies of the same name are cleared too: {@link separateOthers}. */
  clearsOthers: boolean;
}

/** Returns the answer of the original. */
export function recorded(answer: RecordedAnswer): Answer {
  const { status, whoami = null, token, allowed = null, cookies } = answer;
  return {
    status,
    challenge: false,
    whoami: whoami === null ? null : { ...whoami },
    token: token === undefined ? null : readToken(token),
    allowed,
    cookies: cookies.map(readSetCookie),
    clearsOthers: false,
  };
}

/** An answer of an application of this library. */
export interface OwnAnswer {
  readonly answer: Answer;
  /** The token in its body. */
  readonly token?: string | undefined;
  /** The code of `auth.failure`. */
  readonly failure?: string | undefined;
}

/** Returns the answer of an application of this library, and what else is in its body. */
export async function answerOf(response: Response): Promise<OwnAnswer> {
  const { headers, status } = response;
  const isData = headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = (isData ? await response.json() : {}) as Partial<RecordedAnswer> &
    Pick<OwnAnswer, 'failure'>;
  const answer = recorded({ ...body, status, cookies: headers.getSetCookie() });
  answer.challenge = headers.has('www-authenticate');
  return { answer, token: body.token, failure: body.failure };
}

/** Returns a token with {@link ID} in place of the identifiers that were made here. */
export function withoutIds({ header, claims }: ReadToken): ReadToken {
  const entries = Object.entries(claims).map(([name, value]) => [
    name,
    (name === 'jti' || name === 'sid') && /^[\w-]{30}$/.test(String(value)) ? ID : value,
  ]);
  return { header, claims: Object.fromEntries(entries) as Record<string, unknown> };
}

export function readToken(token: string): ReadToken {
  return { header: headerIn(token), claims: claimsIn(token) };
}

/** Returns the token of a cookie of the original: base64 of JSON. */
export function tokenInWebob(value: string): string {
  return JSON.parse(Buffer.from(value, 'base64url').toString()) as string;
}

export function readSetCookie(header: string): ReadCookie {
  const cookie = parseSetCookie(header, { decode: (text) => text });
  if (cookie === undefined) throw new Error(`no cookie: ${header}`);
  const { name, value, domain = null, path = null, maxAge = null, sameSite = null } = cookie;
  const format = value === '' ? 'cleared' : value.startsWith('eyJ') ? 'jwt' : 'webob';
  const token = format === 'webob' ? tokenInWebob(value) : value;
  return {
    name,
    format,
    token: format === 'cleared' ? null : readToken(token),
    domain,
    path,
    maxAge,
    expires: secondsOf(header, format),
    secure: cookie.secure ?? false,
    httpOnly: cookie.httpOnly ?? false,
    sameSite: sameSite === null ? null : String(sameSite),
  };
}

function secondsOf(header: string, format: ReadCookie['format']): number | null {
  const text = /; expires=([^;]+)/i.exec(header)?.[1];
  if (text === undefined) return null;
  return format === 'cleared' ? 0 : Date.parse(text.replaceAll('-', ' ')) / 1000;
}
