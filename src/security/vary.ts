import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';

const NO_HEADERS: readonly ReplyHeader[] = Object.freeze([]);

/**
 * The `Vary` header of a response (RFC 9110 §12.5.5), made once. A response depends on the fields
 * of every policy that was asked; for a request without a credential these are all.
 */
export class Vary {
  readonly #upTo = new Map<AuthenticationPolicy, readonly ReplyHeader[]>();
  /** For a request without a credential, and for a response that sets a cookie. */
  readonly all: readonly ReplyHeader[];

  constructor(policies: readonly AuthenticationPolicy[]) {
    const fields = new Set<string>();
    for (const policy of policies) {
      if (policy.vary !== null) fields.add(policy.vary);
      this.#upTo.set(policy, headerOf(fields));
    }
    this.all = headerOf(fields);
  }

  /** @param policy - the policy that found the credential, or null if none did */
  of(policy: AuthenticationPolicy | null): readonly ReplyHeader[] {
    return (policy === null ? undefined : this.#upTo.get(policy)) ?? this.all;
  }
}

function headerOf(fields: ReadonlySet<string>): readonly ReplyHeader[] {
  if (fields.size === 0) return NO_HEADERS;
  return Object.freeze([Object.freeze(['Vary', [...fields].join(', ')] as const)]);
}
