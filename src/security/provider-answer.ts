import type { AuthErrorCode } from '../base/errors.ts';
import { refusalHeaders } from '../base/challenge.ts';
import type { UserId } from '../token/claims.ts';
import type { EventForm, ProviderEvent } from '../token/event-verifier.ts';

/** The request by which a provider says that a session ended. */
export interface ProviderMessage {
  /** The `Content-Type` of the request; it tells a logout token from a security event token. */
  readonly contentType: string | null | undefined;
  /** The body as text, before anything has parsed it. */
  readonly body: string;
}

/**
 * The answer to the provider, as `new Response(answer.body, answer)` takes it. It says nothing of
 * what was wrong with a token beyond the codes of the standards.
 */
export interface ProviderAnswer {
  /** 200 for a logout token, 202 for a security event; 503 if the provider is to try again. */
  readonly status: 200 | 202 | 400 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON for 400, else empty. */
  readonly body: string;
  /**
   * What ended: one session at the provider, or all of a user, by the ids there. Null if the
   * message is refused, and for an event that ends nothing.
   */
  readonly ended: {
    readonly issuer: string;
    readonly sid: string | null;
    readonly users: readonly UserId[];
  } | null;
}

/** The codes of RFC 8935 §2.4; every other refusal is an invalid request. */
const ERR: Readonly<Partial<Record<AuthErrorCode, string>>> = {
  token_issuer_mismatch: 'invalid_issuer',
  token_audience_mismatch: 'invalid_audience',
  token_algorithm_refused: 'invalid_key',
  token_key_unknown: 'invalid_key',
  token_signature_invalid: 'invalid_key',
};
const DESCRIPTION = 'The token is not accepted.';

/** Returns the answer to what was stored. */
export function accepted(form: EventForm, { issuer, ended }: ProviderEvent): ProviderAnswer {
  const { sid, users } = ended;
  const isNothing = sid === null && users.length === 0;
  return {
    status: form === 'logout' ? 200 : 202,
    headers: { 'Cache-Control': 'no-store' },
    body: '',
    ended: isNothing ? null : { issuer, sid, users },
  };
}

/** Returns the answer to what is refused for good, in the words of its standard. */
export function refused(form: EventForm, code: AuthErrorCode): ProviderAnswer {
  const members =
    form === 'logout'
      ? { error: 'invalid_request', error_description: DESCRIPTION }
      : { err: ERR[code] ?? 'invalid_request', description: DESCRIPTION };
  return {
    status: 400,
    headers: { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' },
    body: JSON.stringify(members),
    ended: null,
  };
}

/** Returns the answer while the keys of the issuer or the store cannot be reached. */
export function unavailable(): ProviderAnswer {
  const headers = refusalHeaders('store_unavailable', 503, []);
  return { status: 503, headers, body: '', ended: null };
}
