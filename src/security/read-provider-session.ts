import { ownMembers } from '../base/own-members.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { ProviderSession } from '../token/provider-session.ts';
import { isProviderSession } from '../token/provider-session.ts';
import { liveOf } from './live-of.ts';
import type { Wiring } from './wiring.ts';

const MEMBERS = Object.keys({
  issuer: true,
  sid: true,
  sub: true,
  iat: true,
} satisfies Record<keyof ProviderSession, true>);

/**
 * Reads the option `providerSession`. Members that are undefined are left out: an ID token may have
 * no `sid`.
 *
 * @param method - the function that was given it: `'remember'`
 * @throws TypeError for what names no session of one of `issuers`: no logout would end ours
 * @throws ConfigurationError without a revocation
 */
export function readProviderSession(
  given: unknown,
  method: string,
  wiring: Wiring,
): ProviderSession | null {
  if (given === undefined) return null;
  const place = `providerSession of ${method}`;
  liveOf(wiring, place);
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${place} is no object: pass { issuer: 'name', sid, sub }.`);
  const [unknown] = unknownOptions(given, MEMBERS, place);
  if (unknown !== undefined) throw new TypeError(unknown);
  const read = ownMembers(given as ProviderSession);
  const session = Object.fromEntries(
    Object.entries(read).filter(([, value]) => value !== undefined),
  );
  if (!isProviderSession(session))
    throw new TypeError(
      `${place} must have the name of an issuer, and sid or sub of its ID token: pass { issuer: 'name', sid, sub }.`,
    );
  const fault = wiring.issuerFault(session.issuer);
  if (fault !== null) throw new TypeError(`${place}: ${fault}`);
  return session;
}
