import { ConfigurationError } from '../options/configuration-error.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { Wiring } from './wiring.ts';

/**
 * Returns the sessions of a security.
 *
 * @throws ConfigurationError without a revocation
 */
export function liveOf({ live }: Wiring, method: string): LiveSessions {
  if (live !== null) return live;
  throw new ConfigurationError(
    `${method} needs the option revocation of createSecurity: set denylist(store) or allowlist(store).`,
    'setup_incomplete',
  );
}
