/** The entry point for questions about ACLs: no token code is behind it. */
export { analyse } from './analysis/analyse.ts';
export type { AnalyseOptions, Finding, FindingCode } from './analysis/analyse.ts';
export { Change } from './analysis/change.ts';
export { compare } from './analysis/compare.ts';
export type { AnalysisOptions } from './analysis/compare.ts';
export type { Implications } from './analysis/groups.ts';
export type { AclSource, Line } from './analysis/lines.ts';
export { usersOf } from './analysis/users-of.ts';
export { canEver, whoCan } from './analysis/who-can.ts';
export type { Grant, WhoOptions } from './analysis/who-can.ts';
