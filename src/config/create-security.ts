import { ownOrigins } from '../authn/origin.ts';
import { user } from '../authz/acl-types.ts';
import { systemClock } from '../base/clock.ts';
import { createEmitter } from '../base/events.ts';
import { logTo, logToConsole } from '../base/logger.ts';
import { nodeEnv } from '../base/node-env.ts';
import type { Key } from '../keys/key-set.ts';
import { keySourceOf } from '../keys/dated-keys.ts';
import { KeyText } from '../keys/import/key-text.ts';
import { KeyRing, secretsOf } from '../keys/keyring.ts';
import { ownMembers } from '../base/own-members.ts';
import { claimsSchema } from '../security/claims-schema.ts';
import { EndListeners } from '../security/end-listeners.ts';
import { KnownUsers } from '../security/known-users.ts';
import { checkedUserPrincipal, userPrefixOf } from '../security/principals.ts';
import { Published } from '../security/published.ts';
import { RefusalFactory } from '../security/refusal.ts';
import type { Security } from '../security/security.ts';
import { RequestSecurity } from '../security/request-security.ts';
import { AddressTokens } from '../security/address-tokens.ts';
import { Vary } from '../security/vary.ts';
import type { Root } from '../security/wiring.ts';
import type { Claims } from '../token/claims.ts';
import { TokenIssuer } from '../token/issuer.ts';
import { TokenVerifier } from '../token/verifier.ts';
import { checkChangedKeys } from './changed-keys.ts';
import { checkOptions } from './check-options.ts';
import { resolverOf } from './issuers/find-issuer.ts';
import { issuerFaultOf, trustedIssuers } from './issuers/trusted-issuers.ts';
import { KeyFile } from './key-file.ts';
import { liveSessionsOf } from './live-sessions-of.ts';
import type { SecurityOptions } from './options.ts';
import { runAudit } from './run-audit.ts';

/**
 * Makes the security of an application: who its users are and what they may do. Every entry point
 * takes it.
 *
 * @param given - only a key is required
 * @throws ConfigurationError `options_invalid` naming every fault of the options with its cure
 * @throws ConfigurationError `audit_failed` naming all that works, is not safe and is not accepted;
 *   outside of development and test, unless `audit` has another mode
 * @example
 * const security = createSecurity({ privateKey: process.env.JWT_PRIVATE_KEY, expiration: '15m' });
 * @example
 * const security = createSecurity({
 *   keys: keyRing([{ kid: '2026-11', algorithm: 'ES256', privateKey: pem }]),
 *   claims: z.object({ roles: z.array(z.string()) }),
 *   permissions: ['view', 'edit'],
 *   callback: (userId, { claims }) => claims.roles.map((role) => `role:${role}`),
 *   root: { acl: [[Allow, 'role:editor', ['view', 'edit']]] },
 * });
 */
export function createSecurity<
  C = Claims,
  const P extends string = string,
  I = Readonly<Record<string, unknown>>,
>(given: SecurityOptions<C, P, I>): Security<C, P, I> {
  const checked = checkOptions(given);
  const options = ownMembers(given);
  const emit = createEmitter([
    options.logger === undefined
      ? logToConsole(nodeEnv() === 'development')
      : logTo(options.logger),
  ]);
  const secrets = secretsGiven(options);
  const audit = (keys: readonly Key[]): void => {
    const input = {
      keys,
      otherKeys: checked.otherIssuers.map((one) => one.keys),
      secrets,
      isRing: options.keys !== undefined,
      expiration: checked.expiration,
      expirationGiven: options.expiration !== undefined,
      policies: checked.policies,
      cacheFor: checked.callback.cached?.cacheFor ?? null,
      hasRevocation: options.revocation !== undefined,
      options,
    };
    runAudit(checked.audit, input, emit);
  };
  audit(checked.keys);
  const clock = options.clock ?? systemClock;
  const followed =
    checked.keyFile?.follow(clock, emit, (changed) => {
      checkChangedKeys(changed, checked, clock() / 1000);
      audit(changed);
    }) ?? null;
  const keys = checked.fetched ?? followed?.source ?? keySourceOf(checked.keys, clock);
  const { signing } = keys.current;
  const issuers = trustedIssuers(checked, keys);
  const fetched = [...new Set(issuers.flatMap((one) => one.fetched ?? []))];
  for (const source of fetched) source.reportTo(emit);
  const { audience, typ, maxTokenLength, expiration, policies } = checked;
  const [issuer = null] = checked.issuers;
  const userPrefix =
    options.userPrincipal === undefined ? null : userPrefixOf(options.userPrincipal);
  const userPrincipal =
    options.userPrincipal === undefined ? user : checkedUserPrincipal(options.userPrincipal);
  const { callback, cached } = checked.callback;
  const known =
    cached === null ? null : new KnownUsers({ ...cached, userPrincipal, userPrefix, clock, emit });
  const live =
    options.revocation === undefined
      ? null
      : liveSessionsOf(options.revocation, checked, options, clock, emit);
  if (known !== null) live?.onChange((changed) => known.drop(changed));
  const security = new RequestSecurity({
    live,
    ends: new EndListeners(clock, emit),
    verifier: new TokenVerifier({
      issuers,
      resolver:
        checked.findIssuer === null ? null : resolverOf(checked.findIssuer, keys, clock, emit),
      maxTokenLength,
      cacheSize: checked.tokenCacheSize,
    }),
    hasOthers: checked.otherIssuers.length > 0 || checked.findIssuer !== null,
    fetched,
    issuerFault: issuerFaultOf(checked),
    followed,
    keys,
    issuer:
      signing === null
        ? null
        : new TokenIssuer({
            keys,
            expiration,
            audience,
            issuer,
            accessTypes: typ,
            userIdClaim: checked.userIdClaim,
            requiredClaims: checked.requiredClaims,
            maxTokenLength,
            defaultClaims: Object.freeze({ ...options.defaultClaims }),
            jsonReplacer: options.jsonReplacer ?? null,
          }),
    checksAudience: !checked.hasOwnKeys || audience.length > 0,
    // A copy: V8 reads a frozen array several times more slowly.
    policies: [...policies],
    addresses: AddressTokens.of(policies),
    sessions: policies.flatMap(({ session }) => session ?? []),
    refresh: checked.refresh,
    refreshCookie: checked.refreshCookie,
    schema: options.claims === undefined ? null : claimsSchema(options.claims),
    callback,
    known,
    userPrefix,
    userPrincipal,
    userIdClaim: checked.userIdClaim,
    permissions: checked.permissions,
    root: (options.root as Root | undefined) ?? null,
    ownOrigins: options.origin === undefined ? null : ownOrigins(options.origin),
    clock,
    emit,
    scopes: checked.scopes,
    published: checked.publish === null ? null : new Published(checked.publish, keys),
    refusals: new RefusalFactory(policies, checked.publish?.metadata?.url ?? null),
    vary: new Vary(policies),
  });
  return security as unknown as Security<C, P, I>;
}

/** Returns the private keys as they were given, for the audit. */
function secretsGiven({
  keys,
  privateKey,
}: Pick<SecurityOptions, 'keys' | 'privateKey'>): readonly unknown[] {
  if (KeyFile.isKeyFile(keys)) return keys.isPublic ? [new KeyText('', keys.path)] : [];
  return KeyRing.isKeyRing(keys) ? secretsOf(keys) : [privateKey];
}
