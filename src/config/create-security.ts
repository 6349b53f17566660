import { user } from '../authz/acl-types.ts';
import { systemClock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import { createEmitter } from '../base/events.ts';
import { logTo, logToConsole } from '../base/logger.ts';
import { nodeEnv } from '../base/node-env.ts';
import { KeySet } from '../keys/key-set.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { claimsSchema } from '../security/claims-schema.ts';
import type { PrincipalsCallback } from '../security/principals.ts';
import { RefusalFactory } from '../security/refusal.ts';
import type { Security } from '../security/security.ts';
import { RequestSecurity } from '../security/security.ts';
import { Vary } from '../security/vary.ts';
import type { Root } from '../security/wiring.ts';
import type { Claims } from '../token/claims.ts';
import { TokenIssuer } from '../token/issuer.ts';
import { TokenVerifier } from '../token/verifier.ts';
import { auditSecurity } from './audit.ts';
import type { CheckedOptions } from './check-options.ts';
import { checkOptions } from './check-options.ts';
import type { SecurityOptions } from './options.ts';

/**
 * Makes the one object that says who your users are and what they may do; every adapter takes it.
 *
 * @throws ConfigurationError naming every fault of the options, and (outside development and test) every finding of the audit
 * @example
 * const security = createSecurity({ privateKey: process.env.JWT_PRIVATE_KEY, expiration: '15m' });
 */
export function createSecurity<
  C = Claims,
  const P extends string = string,
  I = Readonly<Record<string, unknown>>,
>(options: SecurityOptions<C, P, I>): Security<C, P, I> {
  const checked = checkOptions(options);
  const development = nodeEnv() === 'development';
  const log = options.logger === undefined ? logToConsole(development) : logTo(options.logger);
  const emit = createEmitter([log]);
  audit(options, checked, emit);
  const keys = new KeySet(checked.keys);
  const { audience, issuer, typ, maxTokenLength, leeway, expiration, policies } = checked;
  const security = new RequestSecurity({
    verifier: new TokenVerifier({
      keys,
      typ,
      maxTokenLength,
      remembered: checked.tokenCacheSize,
      rules: { leeway, issuer, audience, required: checked.requiredClaims },
    }),
    issuer:
      keys.signing === null
        ? null
        : new TokenIssuer({
            key: keys.signing,
            expiration,
            audience,
            issuer,
            typ,
            maxTokenLength,
            defaultClaims: Object.freeze({ ...options.defaultClaims }),
            jsonReplacer: options.jsonReplacer ?? null,
          }),
    policies,
    schema: options.claims === undefined ? null : claimsSchema(options.claims),
    callback: (options.callback as PrincipalsCallback<unknown> | undefined) ?? null,
    userPrincipal: options.userPrincipal ?? user,
    userIdClaim: 'sub',
    permissions: options.permissions ?? null,
    root: (options.root as Root | undefined) ?? null,
    clock: options.clock ?? systemClock,
    emit,
    refusals: new RefusalFactory(policies),
    vary: new Vary(policies),
  });
  return security as unknown as Security<C, P, I>;
}

type AuditOptions = Pick<SecurityOptions, 'audit' | 'expiration'>;

function audit(
  options: AuditOptions,
  { keys, expiration, policies, leeway }: CheckedOptions,
  emit: Subscriber,
): void {
  const lenient = nodeEnv() === 'development' || nodeEnv() === 'test';
  const mode = options.audit ?? (lenient ? 'warn' : 'enforce');
  if (mode === 'off') return;
  const key = keys[0];
  const secret = key?.verifyingKey.type === 'secret' ? key.verifyingKey.export() : null;
  const findings = auditSecurity({
    algorithm: key?.algorithm ?? 'HS512',
    secret,
    expiration,
    policies,
    leeway,
    expirationGiven: options.expiration !== undefined,
  });
  if (findings.length === 0) return;
  if (mode === 'enforce') throw new ConfigurationError(findings.map(({ message }) => message));
  for (const { code, message } of findings) emit({ event: 'audit', code, reason: message });
}
