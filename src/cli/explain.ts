import type { Ace, Resource } from '../authz/acl-types.ts';
import { Acting, AllPermissions, Authenticated, Everyone, user } from '../authz/acl-types.ts';
import type { Decision } from '../authz/decision.ts';
import { decide } from '../authz/evaluate.ts';
import type { Failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { withinLimits } from '../security/limits.ts';
import type { Security } from '../security/security.ts';
import { actorOf } from '../token/actor.ts';
import type { Limits } from '../token/limits.ts';
import { limitsOf } from '../token/limits.ts';
import { hasLimits } from '../token/token-kind.ts';
import { readAcl } from './acl-file.ts';
import type { Command, CommandInput, CommandResult } from './command.ts';
import { claimedKind } from './kind.ts';
import { givenToken, optionOf, optionsOf, tokenOf, UsageError } from './command.ts';
import type { Exports } from './load-module.ts';
import { importModule, kindOf } from './load-module.ts';
import { readSettings, securityOf, settingsOptions } from './settings-security.ts';

export const explain: Command = {
  summary: 'Explain why a permission is granted or denied, ACE by ACE',
  usage: '--permission NAME (--acl FILE | --module FILE) [TOKEN | -] [OPTIONS]',
  example:
    'npx pyramidion explain --permission edit --acl acl.json --user alice --principal role:editor',
  maxPositionals: 1,
  options: {
    permission: { value: 'NAME', help: 'The permission that is asked for' },
    acl: { value: 'FILE', help: 'JSON file with an ACL: [["Allow", "user:alice", "edit"]]' },
    user: { value: 'ID', help: 'With --acl: the user who asks (default: anonymous)' },
    principal: {
      value: 'NAME',
      help: 'With --acl: one more principal of the user. May be repeated',
      multiple: true,
    },
    module: { value: 'FILE', help: 'JavaScript module that exports your security' },
    export: {
      value: 'NAME',
      help: 'With --module: the name of the export (default: security)',
      default: 'security',
    },
    resource: {
      value: 'NAME',
      help: 'With --module: the export with the resource, or a function for it (default: the root)',
    },
    token: { value: 'TOKEN', help: 'The token of the user who asks; - reads it from stdin' },
    ...settingsOptions,
  },
  async run(input) {
    const permission = optionOf(input, 'permission');
    if (permission === undefined)
      throw new UsageError('--permission is missing: name the permission that is asked for.');
    const acl = optionOf(input, 'acl');
    const module = optionOf(input, 'module');
    if (acl !== undefined && module !== undefined)
      throw new UsageError('--acl and --module are both given: keep one.');
    if (acl !== undefined) return explainAcl(acl, permission, input);
    if (module !== undefined) return explainModule(module, permission, input);
    throw new UsageError(
      'Name a JSON file with an ACL by --acl, or a module that exports your security by --module.',
    );
  },
};

async function explainAcl(
  file: string,
  permission: string,
  input: CommandInput,
): Promise<CommandResult> {
  const acl = readAcl(file);
  let id: string | number | undefined = optionOf(input, 'user');
  let limits: Limits | null = null;
  let isActing = false;
  if (givenToken(input) !== undefined) {
    if (id !== undefined)
      throw new UsageError('--user and a token both name who asks: keep one of them.');
    const token = tokenOf(input);
    const kind = claimedKind(token);
    const result = await securityOf(input).verifyToken(token, { kind });
    if (!result.ok) return refused(result.error);
    const { userIdClaim = 'sub' } = readSettings(input).options;
    const claim = result.claims[userIdClaim];
    if (typeof claim !== 'string' && typeof claim !== 'number')
      return refused({
        code: 'token_claims_invalid',
        reason: `The token names no user (${userIdClaim}).`,
      });
    id = claim;
    if (hasLimits(kind)) limits = limitsOf(result.claims);
    isActing = actorOf({ kind, claims: result.claims }) !== null;
  }
  const own = id === undefined ? [] : [Authenticated, user(id)];
  const more = [...optionsOf(input, 'principal'), ...(isActing ? [Acting] : [])];
  const resource = { acl };
  const decision = decide(resource, [Everyone, ...own, ...more], permission);
  return explained(limits === null ? decision : withinLimits(limits, decision, resource));
}

/** Asks the application's own security. An error of the application is neither a yes nor a no. */
async function explainModule(
  file: string,
  permission: string,
  input: CommandInput,
): Promise<CommandResult> {
  try {
    const exported = await importModule(file);
    const security = securityIn(exported, file, optionOf(input, 'export') as string);
    const resource = await resourceIn(exported, file, optionOf(input, 'resource'));
    const auth = await security.authenticate(viewOf(tokenOf(input)));
    if (auth.failure !== null) return refused(auth.failure);
    if (auth.userId === null)
      throw new UsageError(`The security of ${file} reads no token from "Authorization: Bearer".`);
    return explained(auth.decide(permission, ...resource));
  } catch (error) {
    if (error instanceof UsageError || ConfigurationError.isConfigurationError(error)) throw error;
    throw new UsageError(`${file} failed (${kindOf(error)}): run it with node to see why.`);
  }
}

function securityIn(exported: Exports, file: string, name: string): Security {
  const security = exported[name];
  if (typeof security !== 'object' || security === null || !('authenticate' in security))
    throw new UsageError(`${file} exports no security called ${name}: name it by --export.`);
  return security as Security;
}

/** Returns the resource that is asked about as the last argument of `decide`: none is the root. */
async function resourceIn(
  exported: Exports,
  file: string,
  name: string | undefined,
): Promise<[resource?: Resource]> {
  if (name === undefined) return [];
  const found = exported[name];
  const resource: unknown = typeof found === 'function' ? await found() : await found;
  if (typeof resource !== 'object' || resource === null)
    throw new UsageError(`${file} exports no resource called ${name}, and no function for one.`);
  return [resource];
}

function viewOf(token: string): RequestView {
  return {
    method: 'GET',
    secure: true,
    url: '/',
    header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
  };
}

function refused({ code, reason }: Pick<Failure, 'code' | 'reason'>): CommandResult {
  return {
    status: 1,
    text: `${code}: ${reason}`,
    json: { allowed: false, error: { code, reason } },
  };
}

function explained(decision: Decision): CommandResult {
  const { allowed, reason } = decision;
  const trace = decision.trace().map(({ ace, aceIndex, lineageIndex, outcome }) => ({
    lineageIndex,
    aceIndex,
    ace: ace === null ? null : toJson(ace),
    outcome,
  }));
  const lines = trace.map(({ lineageIndex, aceIndex, ace, outcome }) =>
    ace === null
      ? `  the limits of the token: ${outcome}`
      : `  resource ${lineageIndex}, ACE ${aceIndex + 1} ${JSON.stringify(ace)}: ${outcome}`,
  );
  return {
    status: allowed ? 0 : 1,
    text: [reason, ...lines].join('\n'),
    json: { allowed, reason, trace },
  };
}

function toJson([action, principal, permissions]: Ace): readonly unknown[] {
  if (permissions === AllPermissions) return [action, principal, '*'];
  return [action, principal, permissions instanceof Set ? [...permissions] : permissions];
}
