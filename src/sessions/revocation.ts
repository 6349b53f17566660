import type { LiveSessions } from './live-sessions.ts';
import type { LiveSettings, RevocationSettings } from './live-settings.ts';

/** How sessions are ended before their tokens expire, made by `denylist` or `allowlist`. */
export interface Revocation {
  readonly settings: RevocationSettings;
  /** Begins to follow the store: an application without a revocation does not load that code. */
  readonly start: (settings: LiveSettings) => LiveSessions;
}
