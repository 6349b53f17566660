import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { ReplyHeader } from '../base/errors.ts';

/**
 * On which fields of a request its answer depends (RFC 9110 §12.5.5), made once: on those of all policies that were asked, and so for a
 * request without a credential on all of them.
 */
export class Vary {
  readonly #upTo = new Map<AuthenticationPolicy, readonly ReplyHeader[]>();
  readonly #all: readonly ReplyHeader[];

  constructor(policies: readonly AuthenticationPolicy[]) {
    const fields = new Set<string>();
    for (const policy of policies) this.#upTo.set(policy, headerOf(fields.add(policy.vary)));
    this.#all = headerOf(fields);
  }

  /** @param policy - the one that found the credential, or `null` */
  of(policy: AuthenticationPolicy | null): readonly ReplyHeader[] {
    return (policy === null ? undefined : this.#upTo.get(policy)) ?? this.#all;
  }
}

function headerOf(fields: ReadonlySet<string>): readonly ReplyHeader[] {
  return Object.freeze([Object.freeze(['Vary', [...fields].join(', ')] as const)]);
}
