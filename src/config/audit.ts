import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { CookieSettings } from '../authn/cookie-options.ts';
import type { Key } from '../keys/key-set.ts';
import { KeyText } from '../keys/import/key-text.ts';
import { keyFindings } from '../keys/strength/key-findings.ts';
import { timeSpan } from '../options/duration.ts';
import { inWordsOf } from '../options/option-names.ts';
import { cookieSettingsOf } from './cookie-settings.ts';
import type { Finding, FindingName } from './findings.ts';

/** What the audit looks at. */
export interface AuditInput {
  /** All keys, the signing key first. */
  readonly keys: readonly Key[];
  /** The keys of each of `issuers`, as far as they are there. */
  readonly otherKeys?: readonly (readonly Key[])[];
  /** The private keys as they were given. */
  readonly secrets: readonly unknown[];
  /** Whether the keys are those of a ring. */
  readonly isRing: boolean;
  /** In seconds; null for tokens without an end. */
  readonly expiration: number | null;
  /** Whether the application set `expiration` itself. */
  readonly expirationGiven: boolean;
  readonly policies: readonly AuthenticationPolicy[];
  /** How long principals are cached, in milliseconds; null if they are not. */
  readonly cacheFor: number | null;
  /** Whether other processes hear of changes. */
  readonly hasRevocation: boolean;
  /** The options of `createSecurity`, for the names of those that are settings. */
  readonly options: object;
}

const DAY = 86_400;

/**
 * Looks for what works and is not safe. It reads nothing but its argument.
 *
 * @returns frozen findings: of each key, of the lifetime of tokens, of each cookie
 */
export function auditSecurity(input: AuditInput): readonly Finding[] {
  return Object.freeze([
    ...input.keys.flatMap((key, index) => auditKey(key, index, input)),
    ...(input.otherKeys ?? []).flatMap((keys, at) => keys.flatMap(auditOtherKey(at, input))),
    ...input.secrets.flatMap((secret) => auditFile(KeyText.exposedIn(secret), input.options)),
    ...auditExpiration(input),
    ...auditCallback(input),
    ...cookieSettingsOf(input.policies).flatMap((cookie) => auditCookie(cookie, input.expiration)),
  ]);
}

function found(
  name: FindingName,
  reason: string,
  options: object,
  subject: string | null = null,
): Finding {
  return Object.freeze({ name, subject, reason: inWordsOf(options, reason) });
}

function auditKey(key: Key, index: number, { isRing, options }: AuditInput): readonly Finding[] {
  const place = isRing ? `keys[${index}]` : 'privateKey';
  // The first key signs, and those after it are kept for the tokens that are left.
  const needsUntil = index > 0 && key.until === undefined;
  const more = needsUntil ? ' Kept for a while, it also needs until: "2027-01-31".' : '';
  return keyFindings(key).map(({ name, reason }) => {
    const cure = `make a new secret with "npx pyramidion secret".${more}`;
    const finding = found(name, `${place} ${reason}: ${cure}`, options, key.kid);
    return needsUntil ? Object.freeze({ ...finding, needsUntil }) : finding;
  });
}

/** The keys of another issuer, none of which signs here. */
function auditOtherKey(
  at: number,
  { options }: AuditInput,
): (key: Key, index: number) => readonly Finding[] {
  return (key, index) =>
    keyFindings(key).map(({ name, reason }) => {
      const cure = 'let its issuer make a new one, and a key pair rather than a secret';
      return found(name, `issuers[${at}].keys[${index}] ${reason}: ${cure}.`, options, key.kid);
    });
}

function auditFile(file: string | null, options: object): readonly Finding[] {
  if (file === null) return [];
  const reason = `${file} has a secret, and every user of the machine may read it: chmod o-r ${file}.`;
  return [found('readable_secret', reason, options)];
}

function auditExpiration(input: AuditInput): readonly Finding[] {
  const { expiration, expirationGiven, options } = input;
  if (expiration === null)
    return expirationGiven
      ? [
          found(
            'no_expiration',
            "expiration is 'never', so that a stolen token stays valid forever: set it to '15m' or so.",
            options,
          ),
        ]
      : [];
  if (expiration <= 30 * DAY) return [];
  return [
    found(
      'long_expiration',
      "expiration is longer than 30 days: shorten it to '15m' or hours.",
      options,
    ),
  ];
}

function auditCallback({ cacheFor, hasRevocation, options }: AuditInput): readonly Finding[] {
  if (cacheFor === null || hasRevocation) return [];
  const reason = `callback.cacheFor keeps principals for ${timeSpan(cacheFor / 1000)}, so that a role that is taken away still counts that long in other processes: set revocation, so that security.changed(userId) reaches them.`;
  return [found('cached_principals', reason, options)];
}

function auditCookie(settings: CookieSettings, expiration: number | null): readonly Finding[] {
  const { cookieName, httpsOnly, csrf, sameSite, reissueTime, sessionLifetime } = settings;
  const isLong =
    settings.issuers.length === 0 &&
    reissueTime === null &&
    sessionLifetime === null &&
    expiration !== null &&
    expiration > DAY;
  const rules: readonly (readonly [isFound: boolean, name: FindingName, reason: string])[] = [
    [
      !httpsOnly,
      'insecure_cookie',
      'httpsOnly is false, so that the cookie is also sent over plain http: leave it true.',
    ],
    [
      !csrf,
      'csrf_off',
      'csrf is false, so that requests which other sites forge are accepted: leave it true, and ' +
        'list your own origins in trustedOrigins.',
    ],
    [
      sameSite === 'none',
      'same_site_none',
      "sameSite is 'none', so that the cookie is sent with requests that any site causes: set it " +
        "to 'lax'.",
    ],
    [
      isLong,
      'long_session',
      'The cookie holds a token of more than 24 hours: shorten expiration, and let the session ' +
        "slide with reissueTime '5m' and sessionLifetime '12h'.",
    ],
  ];
  return rules
    .filter(([isFound]) => isFound)
    .map(([, name, reason]) => found(name, reason, settings, cookieName));
}
