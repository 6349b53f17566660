import type { Failure } from '../base/errors.ts';
import { DUPLICATE, readCookie, readCookies } from '../http/cookie-header.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import type { RequestView } from '../http/request-view.ts';
import type { CookieAttributes, CookieWriter } from '../http/set-cookie.ts';
import { cookieFaults, cookieWriter } from '../http/set-cookie.ts';
import {
  boolean,
  EMPTY_LIST,
  isNonEmptyString,
  list,
  OptionReader,
} from '../options/option-reader.ts';
import { checkOrigin } from './csrf.ts';
import type { OwnOrigins } from './origin.ts';
import { isOrigin, originFault } from './origin.ts';

/** What the member `cookie` of the option `refresh` takes. */
export interface RefreshCookieOptions {
  /** The path of the one route that refreshes: the browser sends the cookie nowhere else. */
  readonly path: string;
  /** Default: `'__Secure-Refresh'`, and `'Refresh'` if it is not `httpsOnly`. */
  readonly name?: string | undefined;
  /** Default: `'strict'`. */
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /** Whether it is `Secure`. Default: true. */
  readonly httpsOnly?: boolean | undefined;
  /** Other origins whose pages may refresh. Default: none. */
  readonly trustedOrigins?: readonly string[] | undefined;
}

const OPTIONS = Object.keys({
  path: true,
  name: true,
  sameSite: true,
  httpsOnly: true,
  trustedOrigins: true,
} satisfies Record<keyof RefreshCookieOptions, true>);
const SAME_SITE: readonly unknown[] = ['strict', 'lax', 'none'];

/** The cookie that keeps a refresh token: HttpOnly, bound to the host, and sent to one path. */
export class RefreshCookie {
  readonly #name: string;
  readonly #writer: CookieWriter;
  readonly #trusted: ReadonlySet<string>;

  constructor(attributes: CookieAttributes, trustedOrigins: readonly string[]) {
    this.#name = attributes.name;
    this.#writer = cookieWriter(attributes);
    this.#trusted = new Set(trustedOrigins);
  }

  /** Returns the token, or null. Of several cookies of the name, the first: it has the path. */
  find(view: RequestView): string | null {
    const header = view.header('cookie');
    const value = readCookie(header, this.#name);
    if (value === DUPLICATE) return readCookies(header, this.#name)[0] ?? null;
    return value === '' ? null : value;
  }

  /** Returns why the request may not use the cookie: another site sent it. */
  checkOrigin(view: RequestView, own: OwnOrigins | null): Failure | null {
    return checkOrigin(view, this.#trusted, own);
  }

  /**
   * @param maxAge - in seconds
   * @param now - seconds since 1970
   */
  set(token: string, maxAge: number, now: number): ReplyHeader {
    return this.#writer.set(token, maxAge, now);
  }

  get clear(): ReplyHeader {
    return this.#writer.clear;
  }
}

/**
 * Reads the options of the cookie.
 *
 * @param faults - receives one sentence for each mistake
 */
export function readRefreshCookie(given: unknown, faults: string[]): RefreshCookie | null {
  if (given === undefined) return null;
  const reader = new OptionReader(given as object, OPTIONS, 'refresh.cookie');
  const secure = reader.read('httpsOnly', true, boolean, 'is not a boolean: write true or false');
  const attributes: CookieAttributes = {
    name: reader.read('name', secure ? '__Secure-Refresh' : 'Refresh', text, 'is not a name'),
    path: reader.read('path', '', text, 'is not a path: write that of your route, "/refresh"'),
    domain: null,
    secure,
    sameSite: reader.read(
      'sameSite',
      'strict',
      (value) => (SAME_SITE.includes(value) ? (value as 'strict') : undefined),
      'must be "strict", "lax" or "none"',
    ),
  };
  const origins = reader.read<readonly string[]>(
    'trustedOrigins',
    EMPTY_LIST,
    list(isNonEmptyString),
    'is not a list of origins: write ["https://app.example.com"]',
  );
  for (const origin of origins)
    if (!isOrigin(origin)) reader.faults.push(originFault('trustedOrigins', origin));
  if (attributes.path === '' && reader.faults.length === 0)
    reader.faults.push('path is missing: write that of the route that refreshes, "/refresh"');
  const wrong = [...reader.faults, ...(attributes.path === '' ? [] : cookieFaults(attributes))];
  faults.push(...wrong.map((fault) => `refresh.cookie: ${fault}.`));
  return wrong.length > 0 ? null : new RefreshCookie(attributes, origins);
}

function text(value: unknown): string | undefined {
  return isNonEmptyString(value) ? value : undefined;
}
