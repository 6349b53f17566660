import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { AuthError } from '../base/errors.ts';
import type { RequestView, ViewOptions } from './request-view.ts';

/** A request of `node:http` or of the compatibility API of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * A request of `node:http` as the core sees it.
 *
 * `request.headers` decides: middleware may have removed or set a field there, and emulated
 * requests (serverless-http, mocks) have no raw list. The raw list only shows whether a field was
 * repeated, because Node keeps the first `Authorization` of several without a word.
 */
class NodeRequestView implements RequestView {
  readonly #request: NodeRequest;
  readonly #options: ViewOptions | undefined;

  constructor(request: NodeRequest, options: ViewOptions | undefined) {
    this.#request = request;
    this.#options = options;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get secure(): boolean {
    return (
      this.#options?.secure?.(this.native as never) ??
      (this.#request.socket as { encrypted?: boolean } | undefined)?.encrypted === true
    );
  }

  get url(): string {
    const given = this.#options?.url;
    if (given !== undefined) return given(this.native as never);
    const request = this.#request as { originalUrl?: unknown; url?: string };
    // Express cuts the path of a mounted router off `url` and keeps the whole in `originalUrl`.
    return typeof request.originalUrl === 'string' ? request.originalUrl : (request.url ?? '/');
  }

  get native(): unknown {
    return this.#options?.native ?? this.#request;
  }

  get thrown(): ((error: AuthError) => unknown) | undefined {
    return this.#options?.thrown;
  }

  get document(): boolean {
    return this.#options?.document?.(this.native as never) === true;
  }

  header(name: string): string | readonly string[] | undefined {
    const { headers } = this.#request;
    if (!Object.hasOwn(headers, name)) {
      // RFC 9113 §8.3.1: HTTP/2 sends `:authority` in place of Host.
      return name === 'host' ? (headers[':authority'] as string | undefined) : undefined;
    }
    const value = headers[name];
    if (typeof value !== 'string') return value;
    const sent = this.#sent(name);
    // Only what Node made of the repeated field is replaced by it, not what middleware wrote.
    return sent !== null &&
      (value === sent[0] || value === sent.join(', ') || value === sent.join('; '))
      ? sent
      : value;
  }

  /** The values of a field that was sent more than once, or null. */
  #sent(name: string): readonly string[] | null {
    const raw = this.#request.rawHeaders as readonly string[] | undefined;
    if (raw === undefined) return null;
    let alike = 0;
    for (let i = 0; i < raw.length; i += 2) if (isAlike(raw[i] as string, name)) alike++;
    // Almost always it is one, and no name has to be read: `toLowerCase` would copy it.
    if (alike < 2) return null;
    const all = raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === name);
    return all.length < 2 ? null : all;
  }
}

/** Whether a field may have this name: the lengths and the first letters agree. */
function isAlike(field: string, name: string): boolean {
  return (
    field.length === name.length && (field.charCodeAt(0) | 0x20) === (name.charCodeAt(0) | 0x20)
  );
}

/**
 * Returns the view of a request of `node:http`, of a framework on it, or of `node:http2`.
 *
 * @param options - `secure` where the framework knows of a proxy that ends TLS
 */
export function nodeView(request: NodeRequest, options?: ViewOptions): RequestView {
  return new NodeRequestView(request, options);
}
