import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { CookieSettings } from '../authn/cookie-options.ts';
import { nodeEnv } from '../base/node-env.ts';
import { secretWeakness } from '../keys/strength/weak-secret.ts';
import { cookieSettingsOf } from './cookie-settings.ts';

/** What the audit looks at. */
export interface AuditInput {
  /** The secret of HS*, or null for other keys. */
  readonly secret: string | Uint8Array | null;
  /** In seconds; null for tokens without an end. */
  readonly expiration: number | null;
  /** Whether the application set `expiration` itself. */
  readonly expirationGiven: boolean;
  readonly policies: readonly AuthenticationPolicy[];
}

/** Something that works and is not safe. */
export interface AuditFinding {
  readonly code: string;
  /** What it is and how to mend it. It contains no secret. */
  readonly message: string;
}

/** What happens with findings. */
export type AuditMode = 'enforce' | 'warn' | 'off';

const DAY = 86_400;

/**
 * Returns the mode of an application that names none: `'warn'` if `NODE_ENV` is exactly
 * `development` or `test`, else `'enforce'`.
 */
export function defaultAuditMode(): AuditMode {
  const environment = nodeEnv();
  return environment === 'development' || environment === 'test' ? 'warn' : 'enforce';
}

/**
 * Looks for settings that work but are not safe. It reads nothing but its argument.
 *
 * @returns frozen findings: of the secret, of the lifetime of tokens, of each cookie
 */
export function auditSecurity(input: AuditInput): readonly AuditFinding[] {
  const { secret, expiration, policies } = input;
  const findings: AuditFinding[] = [];
  const report: Report = (code, message) => {
    findings.push(Object.freeze({ code, message }));
  };
  const weakness = secret === null ? null : secretWeakness(secret);
  if (weakness !== null)
    report('weak_secret', `${weakness}: run "pyramidion secret" for a new one.`);
  auditExpiration(input, report);
  for (const settings of cookieSettingsOf(policies)) auditCookie(settings, expiration, report);
  return Object.freeze(findings);
}

type Report = (code: string, message: string) => void;

function auditExpiration({ expiration, expirationGiven }: AuditInput, report: Report): void {
  if (expiration === null && expirationGiven)
    report(
      'no_expiration',
      "expiration is 'never', so that a stolen token stays valid forever: set it to '15m' or so.",
    );
  if (expiration !== null && expiration > 30 * DAY)
    report('long_expiration', "expiration is longer than 30 days: shorten it to '15m' or hours.");
}

function auditCookie(settings: CookieSettings, expiration: number | null, report: Report): void {
  const { httpsOnly, csrf, sameSite, reissueTime, sessionLifetime } = settings;
  if (!httpsOnly)
    report('cookie_not_secure', 'The cookie is also sent over plain http: leave httpsOnly true.');
  if (!csrf)
    report(
      'csrf_off',
      'Requests that other sites forge are accepted: leave csrf true, and list your own origins ' +
        'in trustedOrigins.',
    );
  if (sameSite === 'none')
    report(
      'same_site_none',
      "The cookie is sent with requests that any site causes: set sameSite to 'lax'.",
    );
  if (reissueTime !== null && expiration !== null && reissueTime >= expiration)
    report(
      'reissue_too_late',
      'reissueTime is not shorter than expiration, so that the cookie expires before it is ' +
        'renewed: shorten reissueTime.',
    );
  if (reissueTime === null && sessionLifetime === null && expiration !== null && expiration > DAY)
    report(
      'long_session',
      'The cookie holds a token of more than 24 hours: shorten expiration, and let the session ' +
        "slide with reissueTime '5m' and sessionLifetime '12h'.",
    );
}
