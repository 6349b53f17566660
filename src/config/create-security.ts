import type { StandardSchemaV1 } from '@standard-schema/spec';
import { user } from '../authz/acl-types.ts';
import { systemClock } from '../base/clock.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { KeySet } from '../keys/key-set.ts';
import { Challenger } from '../security/challenge.ts';
import type { ClaimsSchema, PrincipalsCallback, SecurityCore } from '../security/core.ts';
import type { Security } from '../security/security.ts';
import { RequestSecurity } from '../security/security.ts';
import { Vary } from '../security/vary.ts';
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
export function createSecurity<C = Claims, P extends string = string>(
  options: SecurityOptions<C, P>,
): Security<C, P> {
  const checked = checkOptions(options);
  audit(options, checked);
  const keys = new KeySet(checked.keys);
  const { audience, issuer, typ, maxTokenLength, leeway, expiration, policies } = checked;
  const core: SecurityCore = {
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
    schema: options.claims === undefined ? null : schemaOf(options.claims),
    callback: (options.callback as PrincipalsCallback<never> | undefined) ?? null,
    userPrincipal: options.userPrincipal ?? user,
    root: (options.root as SecurityCore['root'] | undefined) ?? null,
    clock: options.clock ?? systemClock,
    logger: options.logger ?? null,
    challenger: new Challenger(policies),
    vary: new Vary(policies),
  };
  return new RequestSecurity(core) as unknown as Security<C, P>;
}

function schemaOf(schema: StandardSchemaV1): ClaimsSchema {
  const judged = (result: StandardSchemaV1.Result<unknown>): unknown =>
    result.issues === undefined ? freezePlain(result.value) : null;
  return (claims) => {
    const result = schema['~standard'].validate(claims);
    return isPromise(result) ? Promise.resolve(result).then(judged) : judged(result);
  };
}

type AuditOptions = Pick<SecurityOptions, 'audit' | 'logger' | 'expiration'>;

/** A schema may hand out new objects; plain ones are frozen like all claims, others (a Date, a class) are the application's own affair. */
function freezePlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  for (const member of Object.values(value)) freezePlain(member);
  return Object.freeze(value);
}

function audit(
  options: AuditOptions,
  { keys, expiration, policies, leeway }: CheckedOptions,
): void {
  const lenient = process.env['NODE_ENV'] === 'development' || process.env['NODE_ENV'] === 'test';
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
  for (const { code, message } of findings) options.logger?.warn({ event: 'audit', code }, message);
}
