import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { valuesOf } from '../http/address-parameter.ts';
import type { RequestView } from '../http/request-view.ts';
import { OptionReader } from '../options/option-reader.ts';
import type { TokenKind } from '../token/token-kind.ts';
import { isUnsafe } from './csrf.ts';
import type { AuthenticationPolicy } from './policy.ts';

/** What `ticketPolicy` takes. */
export interface TicketPolicyOptions {
  /** The parameter of the address that carries the ticket. Default: `'ticket'`. */
  readonly parameter?: string | undefined;
}

/** The policy of a ticket in the address of a request, with its checked settings. */
export interface TicketPolicy extends AuthenticationPolicy {
  readonly kind: 'ticket';
  readonly parameter: string;
}

const OPTIONS = Object.keys({
  parameter: true,
} satisfies Record<keyof TicketPolicyOptions, true>);
const TICKET: readonly TokenKind[] = ['ticket'];
const OWN: readonly string[] = [];
/** Characters that no browser encodes in a query. */
const PLAIN = /^[A-Za-z0-9._~-]{1,64}$/;
const REPEATED = failure(
  'credentials_malformed',
  'The address has the parameter of the ticket more than once: send one.',
);
const NOT_READ = failure(
  'token_type_refused',
  'A ticket opens requests that read (GET and HEAD), and the method of this one has changed since: send an access token in a header.',
);

/**
 * Returns the policy of a ticket in an address, for what can send no header: an `EventSource`, an
 * `<img>`, a link to a download. `auth.ticket` makes one, and no other token is taken from an
 * address.
 *
 * It reads a ticket on GET and HEAD only, and not for a WebSocket. Every response to an address
 * with the parameter gets `Cache-Control: no-store` and `Referrer-Policy: no-referrer`. Policies
 * are asked in order, so place it before `cookiePolicy`: then a ticket decides alone, and the
 * request has not the rights of the cookie that the browser sends with it.
 *
 * @throws ConfigurationError naming every fault of the options
 * @example
 * createSecurity({ privateKey, policies: [headerPolicy(), ticketPolicy(), cookiePolicy()] });
 */
export function ticketPolicy(options: TicketPolicyOptions = {}): TicketPolicy {
  const reader = new OptionReader(options, OPTIONS, 'ticketPolicy');
  const parameter = reader.read(
    'parameter',
    'ticket',
    (given) => (typeof given === 'string' && PLAIN.test(given) ? given : undefined),
    'is not the name of a parameter: write letters, digits, and . _ ~ - only, such as "ticket"',
  );
  reader.throwFaults();
  return Object.freeze({
    kind: 'ticket',
    challenge: 'Bearer',
    vary: null,
    accepts: TICKET,
    issuers: OWN,
    parameter,
    session: null,
    find(view: RequestView): string | Failure | null {
      if (!isRead(view)) return null;
      const [ticket = '', ...others] = valuesOf(view.url ?? '', parameter);
      if (others.length > 0) return REPEATED;
      return ticket === '' ? null : ticket;
    },
    refineFailure: (refused: Failure): Failure => refused,
    checkRequest: (view: RequestView): Failure | null => (isRead(view) ? null : NOT_READ),
  });
}

function isRead(view: RequestView): boolean {
  const { method } = view;
  return (method === 'GET' || method === 'HEAD') && !isUnsafe(view);
}
