import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { CookiePolicy } from '../authn/cookie.ts';
import { secretWeakness } from '../keys/strength/weak-secret.ts';

/** What the audit looks at; lengths are seconds, `expiration` is `null` for never. */
export interface AuditInput {
  readonly algorithm: string;
  readonly secret: string | Uint8Array | null;
  readonly expiration: number | null;
  readonly expirationGiven: boolean;
  readonly policies: readonly AuthenticationPolicy[];
  readonly leeway: number;
}

/** One thing that works and is not safe. */
export interface AuditFinding {
  readonly code: string;
  /** What it is and how to mend it. */
  readonly message: string;
}

const DAY = 86_400;
const MOST_LEEWAY = 300;

/**
 * Looks for what works but would not keep anybody out for long; pure, it reads nothing but its argument.
 *
 * @returns frozen findings, the gravest first: of the secret, of the life of tokens, of each cookie. None shows a secret
 */
export function auditSecurity(input: AuditInput): readonly AuditFinding[] {
  const { secret, policies } = input;
  const findings: AuditFinding[] = [];
  const find = (code: string, message: string): void =>
    void findings.push(Object.freeze({ code, message }));
  const weakness = secret === null ? null : secretWeakness(secret);
  if (weakness !== null) find('weak_secret', `${weakness}: run "pyramidion secret" for a new one.`);
  auditTimes(input, find);
  // A policy that an application wrote itself has no settings that could be judged.
  for (const policy of policies)
    if (policy.kind === 'cookie' && 'settings' in policy)
      auditCookie(policy as CookiePolicy, input, find);
  return Object.freeze(findings);
}

type Find = (code: string, message: string) => void;

function auditTimes({ expiration, expirationGiven, leeway }: AuditInput, find: Find): void {
  if (expiration === null && expirationGiven)
    find(
      'no_expiration',
      "expiration is 'never', and a stolen token good for ever: give it an end such as '15m'.",
    );
  if (expiration !== null && expiration > 30 * DAY)
    find('long_expiration', "expiration is longer than 30 days: shorten it, to '15m' or hours.");
  if (leeway > MOST_LEEWAY)
    find(
      'long_leeway',
      'leeway is longer than 5 minutes: have the clocks set by NTP, and shorten it.',
    );
}

function auditCookie({ settings }: CookiePolicy, { expiration }: AuditInput, find: Find): void {
  const { httpsOnly, csrf, sameSite, reissueTime, sessionLifetime } = settings;
  if (!httpsOnly)
    find('cookie_not_secure', 'The cookie also travels over plain http: leave httpsOnly true.');
  if (!csrf)
    find(
      'csrf_off',
      'Requests of other sites are not told apart: leave csrf true and list your own in trustedOrigins.',
    );
  if (sameSite === 'none')
    find(
      'same_site_none',
      "The cookie goes along with requests of every site: set sameSite to 'lax'.",
    );
  if (reissueTime !== null && sessionLifetime === null)
    find(
      'endless_session',
      "The session slides and never ends: set sessionLifetime, such as '12h'.",
    );
  if (reissueTime !== null && expiration !== null && reissueTime >= expiration)
    find(
      'reissue_too_late',
      'reissueTime is not shorter than expiration, so the cookie runs out first: shorten it.',
    );
  if (reissueTime === null && sessionLifetime === null && expiration !== null && expiration > DAY)
    find(
      'long_session',
      "The cookie holds a token of more than 24 hours: shorten expiration, and let the session slide with reissueTime '5m' and sessionLifetime '12h'.",
    );
}
