import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { quoted, quotedList } from '../base/printable.ts';
import { peek } from './decode.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/**
 * Returns why a token of another issuer is refused, with the name of the issuer, what was expected
 * and what the token says. With several issuers the reason alone would not say which one was asked.
 *
 * A token of the application itself keeps its reason, which is made once and not for each token.
 */
export function explained(refused: Failure, issuer: TrustedIssuer, token: string): Failure {
  const { name, rules } = issuer;
  if (name === null) return refused;
  const asked = `The token names the issuer ${name} (${quoted(rules.issuer)}).`;
  const detail = detailOf(refused, issuer, token);
  return failure(refused.code, `${refused.reason} ${asked}${detail}`, name);
}

function detailOf({ code }: Failure, issuer: TrustedIssuer, token: string): string {
  const { rules, keys, accessTypes, algorithms } = issuer;
  const { header, claims } = peek(token) ?? { header: {}, claims: {} };
  if (code === 'token_audience_mismatch') {
    // That of another claim says it already.
    if (rules.audience.length === 0 && claims['aud'] === undefined) return '';
    return expected('aud', rules.audience, claims['aud']);
  }
  if (code === 'token_type_refused')
    return expected('typ', accessTypes.length === 0 ? ['JWT'] : accessTypes, header['typ']);
  if (code === 'token_algorithm_refused')
    return expected('alg', algorithms ?? keys.current.algorithms, header['alg']);
  if (code === 'token_key_unknown')
    return expected('kid', [...new Set(keys.current.all.map(({ kid }) => kid))], header['kid']);
  return '';
}

function expected(name: string, values: readonly unknown[], says: unknown): string {
  return ` Expected as ${name}: ${quotedList(values)}; the token says ${quoted(says)}.`;
}
