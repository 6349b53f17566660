import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { ownMembers } from '../base/own-members.ts';
import type { EventForm } from '../token/event-verifier.ts';
import type { ProviderMessage } from './provider-answer.ts';

/** A message whose token can be verified, or why it has none. */
type ReadMessage =
  | { readonly ok: true; readonly form: EventForm; readonly token: string }
  | { readonly ok: false; readonly form: EventForm; readonly failure: Failure };

const FORM = 'application/x-www-form-urlencoded';
/** RFC 8935 §2.1 */
const EVENT = 'application/secevent+jwt';
/** In characters; a token is bounded by `maxTokenLength` too. */
const LONGEST = 65_536;

const OTHER_TYPE = failure(
  'token_malformed',
  `The Content-Type of a logout is ${FORM}, and that of a security event ${EVENT}.`,
);
const NO_TOKEN = failure('token_malformed', 'The body must have logout_token exactly once.');
const TOO_LARGE = failure('token_too_large', 'The body is longer than 64 KiB.');

/**
 * Finds the token in the request of a provider.
 *
 * @throws TypeError if the body is no string
 */
export function readProviderMessage(message: ProviderMessage): ReadMessage {
  const { contentType, body } = ownMembers(message);
  if (typeof body !== 'string')
    throw new TypeError(
      'body of endByProvider is no string: pass the body of the request as text, before it is parsed.',
    );
  const type = String(contentType ?? '').split(';', 1)[0] as string;
  const name = type.trim().toLowerCase();
  const form = name === EVENT ? 'event' : 'logout';
  if (name !== EVENT && name !== FORM) return { ok: false, form, failure: OTHER_TYPE };
  if (body.length > LONGEST) return { ok: false, form, failure: TOO_LARGE };
  if (form === 'event') return { ok: true, form, token: body };
  const [token, ...more] = new URLSearchParams(body).getAll('logout_token');
  if (token === undefined || more.length > 0) return { ok: false, form, failure: NO_TOKEN };
  return { ok: true, form, token };
}
