import type { Subscriber } from '../base/events.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { StoreFinding } from '../stores/model/store.ts';
import type { CheckedAudit } from './audit-options.ts';
import { defaultAuditMode, isAccepted, sentenceOf } from './run-audit.ts';

/**
 * Takes what a store says of its settings when it is opened, by the rules of the audit.
 *
 * @throws ConfigurationError `audit_failed` for findings that are not accepted: then no token is
 *   accepted either
 */
export function auditStore(
  findings: readonly StoreFinding[],
  { mode, accept }: CheckedAudit,
  options: object,
  emit: Subscriber,
): void {
  const does = mode ?? defaultAuditMode();
  if (does === 'off') return;
  const left = findings
    .map(({ name, reason }) => ({ name, subject: null, reason }))
    .filter((finding) => !isAccepted(finding, accept));
  const sentences = left.map((finding) => sentenceOf(finding, options));
  if (does === 'enforce' && left.length > 0)
    throw new ConfigurationError(sentences, 'audit_failed');
  for (const [index, { name }] of left.entries())
    emit({ event: 'audit', code: name, reason: sentences[index] as string });
}
