import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { internIssuerAndAudience } from './claim-checks.ts';
import type { Claims } from './claims.ts';
import { freezeJson, parseObject } from './json.ts';
import type { VerifiedJws } from './jws.ts';
import { decodeText } from './segment.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import type { VerifiedToken } from './verified-token.ts';

const BAD_PAYLOAD = failure(
  'token_malformed',
  'The token payload is not canonical base64url of one JSON object in UTF-8.',
);
const BAD_MEMBERS = failure(
  'token_claims_invalid',
  'The claims nest deeper than 32 levels, or have a member called __proto__.',
);

/** Parses the claims that a signature vouches for, and freezes them before anything reads them. */
export function parseClaims(
  { payload, header, kind }: VerifiedJws,
  issuer: TrustedIssuer,
): VerifiedToken | Failure {
  const text = decodeText(payload);
  const claims = text === null ? null : (parseObject(text) as Claims | null);
  if (claims === null) return BAD_PAYLOAD;
  internIssuerAndAudience(claims, issuer.rules);
  return freezeJson(claims)
    ? { ok: true, claims, header, kind, issuer, mark: null, liveIn: -1 }
    : BAD_MEMBERS;
}
