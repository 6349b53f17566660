import type { RequestView } from '../../http/request-view.ts';

/** A request with another method, or one that is authenticated more than once. */
class DerivedView implements RequestView {
  readonly method: string;
  readonly isCountedElsewhere: boolean;
  readonly #view: RequestView;

  constructor(view: RequestView, method: string, isCountedElsewhere: boolean) {
    this.#view = view;
    this.method = method;
    this.isCountedElsewhere = isCountedElsewhere;
  }

  get secure(): boolean {
    return this.#view.secure;
  }

  get url(): string {
    return this.#view.url;
  }

  get native(): unknown {
    return this.#view.native;
  }

  get thrown(): RequestView['thrown'] {
    return this.#view.thrown;
  }

  header(name: string): string | readonly string[] | undefined {
    return this.#view.header(name);
  }
}

/**
 * Returns the view of a request that opens a connection. Its method is that of a handshake over
 * HTTP/2 (RFC 8441 §4): it counts as one that writes, so that its origin is checked even if it is a
 * GET, such as the first request of a long-polling transport.
 */
export function handshakeView(view: RequestView): RequestView {
  return new DerivedView(view, 'CONNECT', false);
}

/**
 * Returns the view of a request of which another authentication counts the use of a token with a
 * limited number of uses: it would use two of them otherwise.
 */
export function uncountedView(view: RequestView): RequestView {
  return new DerivedView(view, view.method, true);
}
