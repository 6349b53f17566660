import type { ReplyHeader } from '../http/reply-headers.ts';
import type { CookieWriter } from '../http/set-cookie.ts';
import { cookieWriter } from '../http/set-cookie.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { CookieSettings } from './cookie-options.ts';
import { writeWebob } from './webob.ts';

/** Writes a token into `Set-Cookie` headers, and clears it. */
export class TokenCookie {
  readonly #format: CookieSettings['format'];
  readonly #hostOnly: CookieWriter;
  readonly #byDomain: ReadonlyMap<string, CookieWriter>;
  readonly #cleared: readonly ReplyHeader[];

  /** @throws ConfigurationError naming every fault of the attributes */
  constructor(settings: CookieSettings) {
    const { cookieName: name, cookiePath: path, httpsOnly: secure, sameSite, domains } = settings;
    this.#format = settings.format;
    this.#hostOnly = cookieWriter({ name, path, domain: null, secure, sameSite });
    this.#byDomain = new Map(
      domains.map((domain) => [domain, cookieWriter({ name, path, domain, secure, sameSite })]),
    );
    // The host-only cookie is cleared as well: `remember` with an empty list of domains sets it.
    this.#cleared = [...this.#byDomain.values(), this.#hostOnly].map((writer) => writer.clear);
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

  /** Returns the `Set-Cookie` headers that clear whatever `set` may have written. */
  clear(): readonly ReplyHeader[] {
    return this.#cleared;
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
