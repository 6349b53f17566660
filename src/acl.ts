/** The entry point for access control lists alone: no token code is behind it. */
export { aclFromJson, aclToJson } from './authz/acl-json.ts';
export type { AclDocument, AclJson } from './authz/acl-json.ts';
export { aclProblems } from './authz/acl-problems.ts';
export type { AclProblem } from './authz/acl-problems.ts';
export type { Principals } from './authz/acl-index.ts';
export {
  Acting,
  Allow,
  AllPermissions,
  Authenticated,
  Deny,
  DenyAll,
  Everyone,
  Public,
  user,
} from './authz/acl-types.ts';
export type { Ace, Acl, Permissions, Principal, Resource } from './authz/acl-types.ts';
export { principalsAllowedBy } from './authz/allowed.ts';
export { compileAcl } from './authz/compile-acl.ts';
export type { CompileAclOptions } from './authz/compile-acl.ts';
export type { Decision, TraceEntry } from './authz/decision.ts';
export { decide, permits } from './authz/evaluate.ts';
export { ConfigurationError } from './options/configuration-error.ts';
export type { ConfigurationErrorCode } from './options/configuration-error.ts';
