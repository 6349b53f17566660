import type { AuthError } from '../base/errors.ts';
import type { RequestView, ViewOptions } from './request-view.ts';

/**
 * A request of the Fetch API as the core sees it. Repeated fields arrive joined by a comma, which
 * the header policy refuses just as it refuses repeated ones.
 */
class FetchRequestView implements RequestView {
  readonly #request: Request;
  readonly #options: ViewOptions | undefined;

  constructor(request: Request, options: ViewOptions | undefined) {
    this.#request = request;
    this.#options = options;
  }

  get method(): string {
    return this.#request.method;
  }

  get secure(): boolean {
    return this.#options?.secure?.(this.native as never) ?? this.#request.url.startsWith('https:');
  }

  get url(): string {
    const given = this.#options?.url;
    if (given !== undefined) return given(this.native as never);
    const { url } = this.#request;
    const path = url.indexOf('/', url.indexOf('://') + 3);
    const end = url.indexOf('#', path);
    return path === -1 ? '/' : url.slice(path, end === -1 ? undefined : end);
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

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }
}

/**
 * Returns the view of a request of the Fetch API.
 *
 * @param options - `secure` where the URL does not tell it, behind a proxy that ends TLS
 */
export function fetchView(request: Request, options?: ViewOptions): RequestView {
  return new FetchRequestView(request, options);
}
