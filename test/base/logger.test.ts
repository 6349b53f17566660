import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SecurityEvent } from '../../src/base/events.ts';
import { logTo, logToConsole } from '../../src/base/logger.ts';
import { unreadable } from '../support/nonsense.ts';

const WHERE = { method: 'GET', path: '/reports' };
const EXPIRED: SecurityEvent = {
  event: 'authentication_refused',
  code: 'token_expired',
  reason: 'The token has expired.',
  policy: 'header',
  issuer: null,
  ...WHERE,
};
const DENIED: SecurityEvent = {
  event: 'request_refused',
  code: 'permission_denied',
  reason: 'Denied: ACE 1.',
  permission: 'edit',
  principals: ['system.Everyone'],
  ...WHERE,
};
const IGNORED: SecurityEvent = {
  event: 'credential_ignored',
  code: null,
  reason: 'Authorization has a scheme that is not read here.',
  policy: 'header',
  ...WHERE,
};
const USED: SecurityEvent = {
  event: 'acting_used',
  code: null,
  reason: 'The user "sue" acts as "bob".',
  actor: 'sue',
  actorIssuer: null,
  userId: 'bob',
  ...WHERE,
};
const BEGUN: SecurityEvent = {
  event: 'acting_begun',
  code: null,
  reason: 'The user "sue" begins to act as "bob".',
  actor: 'sue',
  actorIssuer: null,
  userId: 'bob',
};
const AUDIT: SecurityEvent = { event: 'audit', code: 'short_secret', reason: 'Too short.' };
const MISTAKE: SecurityEvent = { event: 'principal_dropped', code: null, reason: 'Dropped.' };
const UNAVAILABLE = (
  ['cookie_too_large', 'user_unavailable', 'store_unavailable', 'keys_unavailable'] as const
).flatMap((code): SecurityEvent[] => [
  { ...EXPIRED, code },
  { ...DENIED, code },
]);
const FAILED: readonly SecurityEvent[] = (
  ['callback_failed', 'schema_failed', 'root_failed', 'reissue_failed', 'handler_failed'] as const
).map((event) => ({ event, code: null, reason: 'It threw.', err: new Error('down') }));

const nameOf = ({ event, code }: SecurityEvent) => `${event} ${code}`;
const named = (events: readonly SecurityEvent[]) =>
  events.map((event): [string, SecurityEvent] => [nameOf(event), event]);

afterEach(() => void vi.restoreAllMocks());

describe('a logger of the application', () => {
  const logged = (event: SecurityEvent) => {
    const calls: [string, object, string][] = [];
    logTo({
      warn: (details, message) => void calls.push(['warn', details, message]),
      error: (details, message) => void calls.push(['error', details, message]),
    })(event);
    return calls;
  };

  it.each(named([EXPIRED, DENIED, IGNORED, USED, BEGUN, AUDIT, MISTAKE]))(
    'is warned of %s',
    (_, event) => {
      expect(logged(event)).toEqual([['warn', event, event.reason]]);
    },
  );

  it.each(named([...UNAVAILABLE, ...FAILED]))('receives %s as an error', (_, event) => {
    expect(logged(event)).toEqual([['error', event, event.reason]]);
  });

  it('is called as a method, because pino needs its own this', () => {
    class Log {
      readonly lines: string[] = [];
      warn(_details: object, message: string): void {
        this.lines.push(message);
      }
      error(_details: object, message: string): void {
        this.lines.push(message);
      }
    }
    const log = new Log();
    logTo(log)(EXPIRED);
    expect(log.lines).toEqual([EXPIRED.reason]);
  });
});

describe('the console', () => {
  const printed = (event: SecurityEvent, development: boolean) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const error = vi.spyOn(console, 'error').mockReturnValue();
    logToConsole(development)(event);
    return [
      ...warn.mock.calls.map((call) => ['warn', ...call]),
      ...error.mock.calls.map((call) => ['error', ...call]),
    ];
  };

  it.each(named([EXPIRED, DENIED, IGNORED, USED]))('shows %s in development', (_, event) => {
    const { reason, ...details } = event;
    expect(printed(event, true)).toEqual([['warn', `pyramidion: ${reason}`, details]]);
  });

  it.each(named([EXPIRED, DENIED, IGNORED, USED]))(
    'does not show %s in production, where clients could fill the log',
    (_, event) => {
      expect(printed(event, false)).toEqual([]);
    },
  );

  it.each(named([...UNAVAILABLE, ...FAILED]))('shows %s in production as an error', (_, event) => {
    const thrown = 'err' in event ? '\nError: down' : '';
    expect(printed(event, false)).toEqual([
      [
        'error',
        expect.stringContaining(`pyramidion: ${event.reason}${thrown}`),
        expect.objectContaining({ event: event.event }),
      ],
    ]);
  });

  it.each(named([AUDIT, MISTAKE, BEGUN]))('shows %s in production as a warning', (_, event) => {
    expect(printed(event, false)).toEqual([
      ['warn', `pyramidion: ${event.reason}`, expect.objectContaining({ event: event.event })],
    ]);
  });
});

describe('what a client sent', () => {
  const HOSTILE = 'a\r\nforged\u001b[31m\u202e\u200b\u2028z';
  const CONTROL = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u;
  const event: SecurityEvent = {
    ...DENIED,
    method: HOSTILE,
    path: HOSTILE,
    permission: HOSTILE,
    principals: [HOSTILE],
    reason: HOSTILE,
  };
  const failed: SecurityEvent = {
    event: 'handler_failed',
    code: null,
    reason: 'It threw.',
    err: new Error(HOSTILE, { cause: new Error(HOSTILE, { cause: HOSTILE }) }),
  };

  it('reaches the console also if it is an object that throws when it is read', () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue(undefined);
    logToConsole(false)({ event: 'handler_failed', code: null, reason: 'No.', err: unreadable() });
    expect(printed.mock.calls[0]?.[0]).toMatch(
      /^pyramidion: No\.\nError: An object that cannot be read was thrown\./,
    );
  });

  it('reaches the console with control and invisible characters escaped (R134)', () => {
    for (const one of [event, failed]) {
      const error = vi.spyOn(console, 'error').mockReturnValue();
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      logToConsole(true)(one);
      const [message, details] = [...error.mock.calls, ...warn.mock.calls][0] as [string, object];
      expect(message).not.toMatch(CONTROL);
      expect(message).not.toMatch(/^forged/m);
      expect(Object.values(details).join()).not.toMatch(/[\n\r]|\p{Cc}|\p{Cf}/u);
      vi.restoreAllMocks();
    }
  });

  it('reaches a logger of the application in the same form', () => {
    let seen = '';
    const keep = (details: object, message: string): void => {
      seen = `${Object.values(details).join()} ${message}`;
    };
    logTo({ warn: keep, error: keep })(event);
    expect(seen).toContain('a\\u000d\\u000aforged\\u001b[31m\\u202e\\u200b\\u2028z');
    expect(seen).not.toMatch(CONTROL);
  });
});
