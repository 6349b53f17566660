import type { Resource, Security, SecurityEvent, SecurityOptions } from '../../src/index.ts';
import { Allow, cookiePolicy, createSecurity, denylist, Everyone } from '../../src/index.ts';
import { headerPolicy, memoryStore } from '../../src/index.ts';
import { SECRET } from './security.ts';

export const root: Resource = {
  acl: [
    [Allow, 'user:alice', ['chat', 'post']],
    [Allow, Everyone, 'look'],
  ],
};

/** A security for servers of sockets, what it reported, and its clock. */
export interface SocketSecurity {
  readonly security: Security;
  readonly events: SecurityEvent[];
  /** By how many milliseconds the clock is ahead of that of the machine. */
  readonly time: { ahead: number };
}

export function socketSecurity(more: Partial<SecurityOptions> = {}): SocketSecurity {
  const events: SecurityEvent[] = [];
  const keep = (event: object): void => void events.push(event as SecurityEvent);
  const time = { ahead: 0 };
  const security = createSecurity({
    clock: () => Date.now() + time.ahead,
    privateKey: SECRET,
    audit: 'off',
    policies: [headerPolicy(), cookiePolicy()],
    revocation: denylist(memoryStore()),
    logger: { warn: keep, error: keep },
    root,
    ...more,
  } as SecurityOptions);
  return { security, events, time };
}
