/** The entry point for the lock file: who passes the guards of each route, as a file to review. */
export type { AccessCell } from './lock/access-cell.ts';
export type { AccessRoute, AccessTable } from './lock/access-table.ts';
export { accessTable } from './lock/access-table.ts';
export type { LockChange } from './lock/lock-change.ts';
export { lock } from './lock/define-lock.ts';
export type { LockOptions, LockPlan, Persona, Sample } from './lock/lock-plan.ts';
export { lockChanges } from './lock/lock-changes.ts';
export { lockText } from './lock/lock-file.ts';
