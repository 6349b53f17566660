import type { RequestView } from '../../http/request-view.ts';

/**
 * A request that opens a connection. Its method is that of a handshake over HTTP/2 (RFC 8441 §4):
 * it counts as one that writes, so that its origin is checked even if it is a GET, such as the
 * first request of a long-polling transport.
 */
class HandshakeView implements RequestView {
  readonly method = 'CONNECT';
  readonly #view: RequestView;

  constructor(view: RequestView) {
    this.#view = view;
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

/** Returns the view of a request that opens a connection, which is checked like one that writes. */
export function handshakeView(view: RequestView): RequestView {
  return new HandshakeView(view);
}
