import { isBranded } from '../base/brand.ts';

/**
 * What kind of set-up is wrong. Branch on the code, never on a message.
 *
 * - `options_invalid`: an option or a key in code (`createSecurity`, a policy, `keyRing`)
 * - `settings_invalid`: the ini file or the environment
 * - `audit_failed`: the set-up works but is not safe
 * - `acl_invalid`: an ACL, or a resource that has none of the allowed forms
 * - `setup_incomplete`: a part is used that was never set up, such as a guard without
 *   `authenticate`
 * - `security_closed`: a security is used after `close()`
 */
export type ConfigurationErrorCode =
  | 'options_invalid'
  | 'settings_invalid'
  | 'audit_failed'
  | 'acl_invalid'
  | 'setup_incomplete'
  | 'security_closed';

/** Marks the errors of every copy of this package, which `instanceof` cannot see. */
const BRAND = Symbol.for('pyramidion.ConfigurationError');

/**
 * The error for what the application set up wrongly: an option, a setting, a key, an ACL.
 *
 * It is thrown when things are built and not while a request waits, wherever the mistake can be
 * found that early. It names all faults at once, each with its cure. No message contains a secret.
 *
 * @example
 * try {
 *   createSecurity(loadSettings({ file: 'production.ini' }).options);
 * } catch (error) {
 *   if (!ConfigurationError.isConfigurationError(error)) throw error;
 *   for (const fault of error.faults) console.error(fault);
 *   process.exit(1);
 * }
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;
  /** What is wrong and how to mend it, one sentence per fault, in the order of discovery. */
  readonly faults: readonly string[];

  constructor(
    faults: string | readonly string[],
    code: ConfigurationErrorCode = 'options_invalid',
  ) {
    const list = typeof faults === 'string' ? [faults] : [...faults];
    super(
      list.length === 1
        ? list[0]
        : `${list.length} errors:\n${list.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.code = code;
    this.faults = Object.freeze(list);
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Whether a value is a ConfigurationError, also one of another copy of this package. */
  static isConfigurationError(value: unknown): value is ConfigurationError {
    return isBranded(value, BRAND);
  }
}

/**
 * Throws a ConfigurationError if there is a fault.
 *
 * @throws ConfigurationError with all faults
 */
export function throwIfAny(faults: readonly string[], code?: ConfigurationErrorCode): void {
  if (faults.length > 0) throw new ConfigurationError(faults, code);
}

/**
 * Runs one step of a set-up and adds the faults that it throws to a list, so that all are reported
 * together.
 *
 * @returns what the step returns; null if it had faults
 */
export function collectFaults<T>(faults: string[], step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (!ConfigurationError.isConfigurationError(error)) throw error;
    faults.push(...error.faults);
    return null;
  }
}
