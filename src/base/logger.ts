import type { SecurityEvent, Subscriber } from './events.ts';

/**
 * Where events are logged: pino, console, or any object with these two methods.
 *
 * `details` has the fields of the event: `event`, `code`, `reason` and, by event, `policy`,
 * `method`, `path`, `permission`, `principals`, `err`. None carries a token, a key or a cookie.
 */
export interface Logger {
  /** A refusal, a finding of the audit, or a mistake of the developer. */
  warn(details: object, message: string): void;
  /** A failure on the server: every 5xx, and code of the application that threw. */
  error(details: object, message: string): void;
}

/** Codes that the server is to blame for: every 5xx. */
const SERVER_CODES = new Set<string | null>([
  'cookie_too_large',
  'user_unavailable',
  'store_unavailable',
  'keys_unavailable',
]);

function isServerFailure({ event, code }: SecurityEvent): boolean {
  return event.endsWith('_failed') || (event !== 'audit' && SERVER_CODES.has(code));
}

function isRefusal({ event }: SecurityEvent): boolean {
  return event === 'authentication_refused' || event === 'request_refused';
}

/** Returns the subscriber that logs every event. */
export function logTo(logger: Logger): Subscriber {
  return (event) => logger[isServerFailure(event) ? 'error' : 'warn'](event, event.reason);
}

/**
 * Returns the default subscriber. It prints findings, mistakes and server failures; refusals only
 * in development, because in production a client could fill the log with them.
 */
export function logToConsole(development: boolean): Subscriber {
  return (event) => {
    const failed = isServerFailure(event);
    if (isRefusal(event) && !failed && !development) return;
    const { reason, ...details } = event;
    console[failed ? 'error' : 'warn'](`pyramidion: ${reason}`, details);
  };
}
