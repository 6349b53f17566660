import { nearest } from '../../options/did-you-mean.ts';
import type { KeySource } from '../../keys/key-source.ts';
import type { TrustedIssuer } from '../../token/trusted-issuer.ts';
import { trustedIssuer } from '../../token/trusted-issuer.ts';
import type { CheckedOptions } from '../checked-options.ts';
import { isIssuerName } from './read-issuer.ts';

/** Returns whose tokens are accepted: those of the application itself, if it has keys, first. */
export function trustedIssuers(checked: CheckedOptions, keys: KeySource): readonly TrustedIssuer[] {
  const others = checked.otherIssuers.map(({ trusted }) => trusted);
  return checked.hasOwnKeys ? [ownIssuer(checked, keys), ...others] : others;
}

function ownIssuer(checked: CheckedOptions, keys: KeySource): TrustedIssuer {
  const [issuer = null, ...otherIssuers] = checked.issuers;
  return trustedIssuer({
    name: null,
    keys,
    fetched: checked.fetched,
    accessTypes: checked.typ,
    rules: {
      leeway: checked.leeway,
      issuer,
      otherIssuers,
      audience: checked.audience,
      maxAge: checked.maxTokenAge,
      required: checked.requiredClaims,
    },
    algorithms: null,
    limits: true,
    userIdClaim: checked.userIdClaim,
    logoutAudience: [],
    mapUser: null,
  });
}

/** Returns what says that no issuer has a name: see `Wiring.issuerFault`. */
export function issuerFaultOf({
  otherIssuers,
  findIssuer,
}: CheckedOptions): (name: string) => string | null {
  // A function knows its names alone.
  if (findIssuer !== null)
    return (name) =>
      isIssuerName(name)
        ? null
        : `${JSON.stringify(name.slice(0, 64))} cannot be the name of an issuer.`;
  const names = otherIssuers.map(({ trusted }) => trusted.name);
  return (name) => {
    if (names.includes(name)) return null;
    const meant = nearest(name, names);
    const known = names.length === 0 ? 'there are none' : `they are ${names.join(', ')}`;
    const cure = meant === null ? known : `did you mean ${meant}?`;
    return `None of issuers has the name ${JSON.stringify(name.slice(0, 64))}: ${cure}`;
  };
}
