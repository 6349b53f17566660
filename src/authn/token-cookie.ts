import type { ReplyHeader } from '../http/reply-headers.ts';
import type { CookieAttributes, CookieWriter } from '../http/set-cookie.ts';
import { cookieWriter } from '../http/set-cookie.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { DUPLICATE, readCookie } from '../http/cookie-header.ts';
import { isSameCookie } from '../http/reply-headers.ts';
import type { RequestView } from '../http/request-view.ts';
import type { CookieSettings } from './cookie-options.ts';
import { cookieVariants } from './cookie-variants.ts';
import type { OwnOrigins } from './origin.ts';
import { writeWebob } from './webob.ts';

/** Writes a token into `Set-Cookie` headers, and clears it. */
export class TokenCookie {
  readonly #settings: CookieSettings;
  readonly #format: CookieSettings['format'];
  readonly #hostOnly: CookieWriter;
  readonly #byDomain: ReadonlyMap<string, CookieWriter>;
  readonly #cleared: readonly ReplyHeader[];

  /** @throws ConfigurationError naming every fault of the attributes */
  constructor(settings: CookieSettings) {
    const { domains, partitioned } = settings;
    const attributes = attributesOf(settings);
    this.#settings = settings;
    this.#format = settings.format;
    this.#hostOnly = cookieWriter(attributes);
    this.#byDomain = new Map(
      domains.map((domain) => [domain, cookieWriter({ ...attributes, domain })]),
    );
    // The host-only cookie is cleared as well: `remember` with an empty list of domains sets it.
    const places = [...domains, null].map((domain) => ({ ...attributes, domain }));
    // A browser keeps what was set before the cookie was partitioned beside it.
    const before = partitioned ? places.map((place) => ({ ...place, partitioned: false })) : [];
    this.#cleared = [...places, ...before].map((place) => cookieWriter(place).clear);
  }

  /** The name of the cookie. */
  get name(): string {
    return this.#settings.cookieName;
  }

  /**
   * Returns the `Set-Cookie` of a token, one for each domain.
   *
   * @param maxAge - seconds for which the browser keeps it; null until the browser closes
   * @param now - seconds since 1970
   * @param domains - some of the configured domains, or none for the host alone; all by default
   * @throws AuthError `cookie_too_large` if name and value are over 4096 bytes
   * @throws ConfigurationError for a domain that is not configured
   */
  set(
    token: string,
    maxAge: number | null,
    now: number,
    domains?: readonly string[],
  ): ReplyHeader[] {
    const value = this.#format === 'webob' ? writeWebob(token) : token;
    return this.#writersFor(domains).map((writer) => writer.set(value, maxAge, now));
  }

  /**
   * Returns the `Set-Cookie` of a token that replaces another one, where that one was set.
   *
   * @param domains - those that the login named; undefined if it named none. Domains that are no
   *   longer configured are left out
   */
  renew(token: string, maxAge: number | null, now: number, domains: unknown): ReplyHeader[] {
    const named: readonly unknown[] | null = Array.isArray(domains) ? domains : null;
    const known = named?.filter((domain) => this.#byDomain.has(domain as string)) ?? [];
    const isMoved = named === null || (named.length > 0 && known.length === 0);
    return this.set(token, maxAge, now, isMoved ? undefined : (known as string[]));
  }

  /**
   * Returns the `Set-Cookie` headers that clear whatever `set` may have written, and what the
   * browser may hold of other settings for the page of this request: see {@link cookieVariants}.
   *
   * @param own - returns the server's own origins; null if they follow from `Host`
   * @param isSure - whether the request carried a token of ours in this cookie
   */
  clear(view: RequestView, own: OwnOrigins | null, isSure: boolean): readonly ReplyHeader[] {
    const attributes = attributesOf(this.#settings);
    const sure = isSure || this.#isRepeated(view);
    const others = cookieVariants(attributes, this.#settings.domains, view, own, sure)
      .map((variant) => cookieWriter(variant).clear)
      .filter((other) => !holds(this.#cleared, other));
    return [...this.#cleared, ...others];
  }

  /**
   * Returns the headers of `set`, and before them those that clear all other cookies of this name
   * if the request carried several: the next one then carries one.
   *
   * @param isOfAnother - whether the one that it carried is a session of another user. It may have
   *   been set for another domain or path, where `set` would leave it
   */
  setAlone(
    set: readonly ReplyHeader[],
    view: RequestView,
    own: OwnOrigins | null,
    isOfAnother = false,
  ): readonly ReplyHeader[] {
    const { cookieName, partitioned } = this.#settings;
    const isUnique = cookieName.startsWith('__Host-') && !partitioned;
    if (isUnique || !(isOfAnother || this.#isRepeated(view))) return set;
    return [...this.clear(view, own, true).filter((cleared) => !holds(set, cleared)), ...set];
  }

  #isRepeated(view: RequestView): boolean {
    return readCookie(view.header('cookie'), this.#settings.cookieName) === DUPLICATE;
  }

  #writersFor(domains: readonly string[] | undefined): readonly CookieWriter[] {
    if (domains === undefined && this.#byDomain.size > 0) return [...this.#byDomain.values()];
    if (domains === undefined || domains.length === 0) return [this.#hostOnly];
    return [...new Set(domains)].map((domain) => {
      const writer = this.#byDomain.get(domain);
      if (writer !== undefined) return writer;
      throw new ConfigurationError(
        'A domain passed to remember is not among the domains of cookiePolicy: add it there.',
      );
    });
  }
}

/** The attributes of the cookie that is bound to the host. */
function attributesOf(settings: CookieSettings): CookieAttributes {
  const { cookieName: name, cookiePath: path, httpsOnly: secure, sameSite, partitioned } = settings;
  return { name, path, domain: null, secure, sameSite, partitioned };
}

function holds(headers: readonly ReplyHeader[], [, cookie]: ReplyHeader): boolean {
  return headers.some(([, other]) => isSameCookie(other, cookie));
}
