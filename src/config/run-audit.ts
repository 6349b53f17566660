import type { Subscriber } from '../base/events.ts';
import { nodeEnv } from '../base/node-env.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import { settingName } from '../options/option-names.ts';
import type { AuditInput } from './audit.ts';
import { auditSecurity } from './audit.ts';
import type { AuditMode, CheckedAudit } from './audit-options.ts';
import type { Finding } from './findings.ts';
import { acceptanceOf } from './findings.ts';

/**
 * Runs the audit. Outside of development and test a finding that was not accepted is an error;
 * there it is an event. An accepted name that finds nothing is always an event.
 *
 * @throws ConfigurationError `audit_failed` naming every such finding, how to mend it, and how to
 *   accept it
 */
export function runAudit(
  { mode, accept }: CheckedAudit,
  input: AuditInput,
  emit: Subscriber,
): void {
  const does = mode ?? defaultAuditMode();
  if (does === 'off') return;
  const findings = auditSecurity(input);
  const left = findings.filter((finding) => !isAccepted(finding, accept));
  if (does === 'enforce')
    throwIfAny(
      left.map((finding) => sentenceOf(finding, input.options)),
      'audit_failed',
    );
  for (const finding of left)
    emit({ event: 'audit', code: finding.name, reason: sentenceOf(finding, input.options) });
  for (const name of accept) {
    if (isOfStore(name) || findings.some((finding) => isNamed(finding, [name]))) continue;
    const place = settingName(input.options, 'audit') ?? 'audit.accept';
    const reason = `${place} has ${JSON.stringify(name)}, which the audit does not find: remove it.`;
    emit({ event: 'audit', code: name, reason });
  }
}

/**
 * Returns the mode of an application that names none: `'warn'` if `NODE_ENV` is exactly
 * `development` or `test`, else `'enforce'`.
 */
export function defaultAuditMode(): AuditMode {
  const environment = nodeEnv();
  return environment === 'development' || environment === 'test' ? 'warn' : 'enforce';
}

/** Whether a finding is there on purpose, and has what that needs. */
export function isAccepted(finding: Finding, accept: readonly string[]): boolean {
  return finding.needsUntil !== true && isNamed(finding, accept);
}

function isNamed(finding: Finding, accept: readonly string[]): boolean {
  return accept.includes(finding.name) || accept.includes(acceptanceOf(finding));
}

/** Returns what is wrong, how to mend it, and how to accept it. */
export function sentenceOf(finding: Finding, options: object): string {
  const acceptance = acceptanceOf(finding);
  const setting = settingName(options, 'audit');
  const asSetting = setting === null ? '' : `, or ${setting} = ${acceptance}`;
  // Those of stores come from elsewhere.
  const reason = finding.reason.endsWith('.') ? finding.reason : `${finding.reason}.`;
  return `${reason} If it is on purpose: audit: { accept: ['${acceptance}'] }${asSetting}.`;
}

/** A store is asked later, so that it is not known yet whether it finds what is accepted. */
function isOfStore(name: string): boolean {
  return name.startsWith('store_');
}
