import type { SecurityEvent, Subscriber } from './events.ts';
import { printable } from './printable.ts';
import { readable } from './thrown.ts';

/**
 * Where events are logged: pino, console, or any object with these two methods.
 *
 * `details` has the fields of the event: `event`, `code`, `reason` and, by event, `policy`,
 * `method`, `path`, `permission`, `principals`, `err`. None carries a token, a key or a cookie.
 * Control characters in them are escaped.
 */
export interface Logger {
  /** A refusal, a finding of the audit, or a mistake of the developer. */
  warn(details: object, message: string): void;
  /** A failure on the server: every 5xx, and code of the application that threw. */
  error(details: object, message: string): void;
}

/** How many causes of an error are printed. */
const MAX_CAUSES = 4;

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

/** What a client could fill the log with. */
function isOfRequest({ event }: SecurityEvent): boolean {
  return (
    event === 'authentication_refused' ||
    event === 'credential_ignored' ||
    event === 'request_refused' ||
    event === 'provider_logout_refused' ||
    event === 'acting_used'
  );
}

/** Returns the subscriber that logs every event. */
export function logTo(logger: Logger): Subscriber {
  return (event) => {
    const details = printableFields(event);
    return logger[isServerFailure(event) ? 'error' : 'warn'](details, printable(event.reason));
  };
}

/**
 * Returns the default subscriber. It prints findings, mistakes and server failures; refusals, and
 * who acts as a user, only in development, because a client could fill the log with them.
 */
export function logToConsole(development: boolean): Subscriber {
  return (event) => {
    const failed = isServerFailure(event);
    if (isOfRequest(event) && !failed && !development) return;
    const { reason, err, ...details } = printableFields(event) as { reason: string; err?: unknown };
    const thrown = 'err' in event && err !== null ? `\n${errorText(err)}` : '';
    console[failed ? 'error' : 'warn'](`pyramidion: ${reason}${thrown}`, details);
  };
}

/** The fields of an event, in which nothing that a client sent can control a log. */
function printableFields(event: SecurityEvent): object {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]: [string, unknown]) => [
      name,
      name === 'err' ? readable(value) : printableField(value),
    ]),
  );
}

function printableField(value: unknown): unknown {
  return Array.isArray(value) ? value.map(printableValue) : printableValue(value);
}

function printableValue(value: unknown): unknown {
  return typeof value === 'string' ? printable(value) : value;
}

/** An error with its stack and its causes. Its message may quote what a client sent. */
function errorText(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return `A value of type ${typeof thrown} was thrown.`;
  const { message, stack = `${thrown.name}: ${message}`, cause } = thrown;
  const text = printable(
    stack.replace(message, () => printable(message)),
    true,
  );
  if (cause === undefined || depth >= MAX_CAUSES) return text;
  return `${text}\n[cause]: ${errorText(cause, depth + 1)}`;
}
