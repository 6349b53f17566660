import type { RequestView } from '../kit/kit.ts';

/** The header in which `proxyAuth` passes on which page was asked for. */
export const URL_HEADER = 'x-pyramidion-url';

/** Headers that a browser sends with every request that may change something. */
const WRITES = ['origin', 'content-type', 'next-action'];

/** What Next says of the headers of a request. */
export interface NextHeaders {
  get(name: string): string | null;
}

/**
 * A request as components and actions see it. Next tells them neither the method nor the address.
 *
 * It counts as one that writes if a header says so that browsers send with a POST. So an action is
 * never taken for a page that is only read. The address is the one that `proxyAuth` passed on, or
 * empty.
 */
export class ServerView implements RequestView {
  readonly native: NextHeaders;
  /** The cookies that an action has set, in place of those that were sent; null for none. */
  readonly #cookies: string | null;

  constructor(headers: NextHeaders, cookies: string | null) {
    this.native = headers;
    this.#cookies = cookies;
  }

  get method(): string {
    return WRITES.some((name) => this.native.get(name) !== null) ? 'POST' : 'GET';
  }

  /** By the header of which Next makes the address of a request itself. */
  get secure(): boolean {
    return /^https\b/.test(this.native.get('x-forwarded-proto') ?? '');
  }

  get url(): string {
    return this.native.get(URL_HEADER) ?? '';
  }

  header(name: string): string | undefined {
    if (name === 'cookie' && this.#cookies !== null) return this.#cookies;
    return this.native.get(name) ?? undefined;
  }
}
