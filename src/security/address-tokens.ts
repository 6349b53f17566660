import type { AuthenticationPolicy } from '../authn/policy.ts';
import { valuesOf, withoutParameter } from '../http/address-parameter.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import type { RequestView } from '../http/request-view.ts';

/**
 * What a response to an address with a token in it needs: nothing keeps the response under that
 * address, and the next page is not told the address (Referrer Policy §3.1).
 */
const HEADERS: readonly ReplyHeader[] = /* @__PURE__ */ Object.freeze([
  Object.freeze(['Cache-Control', 'no-store'] as const),
  Object.freeze(['Referrer-Policy', 'no-referrer'] as const),
]);

/** The parameters of addresses in which policies look for tokens. */
export class AddressTokens {
  readonly #parameters: readonly string[];

  private constructor(parameters: readonly string[]) {
    this.#parameters = parameters;
  }

  /** Returns null if no policy looks in the address: then nothing is asked of any request. */
  static of(policies: readonly AuthenticationPolicy[]): AddressTokens | null {
    const parameters = policies.flatMap(({ parameter = null }) => parameter ?? []);
    return parameters.length === 0 ? null : new AddressTokens(parameters);
  }

  /** Whether the address of a request has one of the parameters, whichever policy decides it. */
  areIn({ url }: RequestView): boolean {
    return this.#parameters.some((parameter) => valuesOf(url ?? '', parameter).length > 0);
  }

  /** Returns an address without the tokens in it. */
  without(url: string): string {
    return this.#parameters.reduce(withoutParameter, url);
  }

  /** Adds what such a response needs, at every status. */
  protect(headers: readonly ReplyHeader[]): readonly ReplyHeader[] {
    const others = headers.filter(([name]) => name !== 'Cache-Control');
    return [...others, ...HEADERS];
  }
}
