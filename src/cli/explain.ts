import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decide } from '../authz/evaluate.ts';
import type { Decision } from '../authz/decision.ts';
import type { Ace } from '../authz/acl-types.ts';
import { AllPermissions, Authenticated, Everyone, user } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Security } from '../security/security.ts';
import type { Command, CommandAnswer, CommandInput } from './command.ts';
import { readAcl } from './acl-file.ts';
import { givenToken, Misuse, printable, textOption, tokenOf } from './command.ts';
import { readingSecurityOf, settingsOptions } from './configured.ts';

export const explain: Command = {
  summary: 'tells why a permission is granted or not, ACE by ACE',
  usage:
    'explain --permission NAME (--acl FILE.json [--user ID | --token TOKEN] [--principal NAME]... [--settings FILE] [--section NAME] | --module FILE.js [--export security] [--token TOKEN])',
  example:
    'pyramidion explain --permission edit --acl acl.json --user alice --principal role:editor',
  words: 1,
  options: {
    ...settingsOptions,
    permission: { type: 'string' },
    acl: { type: 'string' },
    user: { type: 'string' },
    token: { type: 'string' },
    principal: { type: 'string', multiple: true, default: [] },
    module: { type: 'string' },
    export: { type: 'string', default: 'security' },
  },
  async run(input) {
    const permission = textOption(input, 'permission');
    if (permission === undefined) throw new Misuse('--permission says what is asked for');
    const file = textOption(input, 'acl');
    if (file !== undefined) return explainFile(file, input, permission);
    const module = textOption(input, 'module');
    if (module === undefined)
      throw new Misuse(
        '--acl names a JSON file with an ACL, or --module one that exports your security',
      );
    return asApplication(module, async () => {
      const auth = await (
        await exportedSecurity(module, textOption(input, 'export') as string)
      ).authenticate(viewOf(tokenOf(input)));
      if (auth.failure !== null) return refused(auth.failure);
      if (auth.userId === null)
        throw new Misuse(`the security of ${module} reads no token from "Authorization: Bearer"`);
      return answer(auth.decide(permission));
    });
  },
};

async function explainFile(
  file: string,
  input: CommandInput,
  permission: string,
): Promise<CommandAnswer> {
  const acl = readAcl(file);
  let id: string | number | undefined = textOption(input, 'user');
  if (givenToken(input) !== undefined) {
    if (id !== undefined)
      throw new Misuse('--user and a token both say who asks: give one of them');
    const result = await readingSecurityOf(input).verifyToken(tokenOf(input));
    if (!result.ok) return refused(result.error);
    id = result.claims.sub;
    if (id === undefined)
      return refused({ code: 'token_claims_invalid', reason: 'The token names no user (sub).' });
  }
  const own = id === undefined ? [] : [Authenticated, user(id)];
  return answer(
    decide({ acl }, [Everyone, ...own, ...(input.values['principal'] as string[])], permission),
  );
}

function refused({ code, reason }: Pick<Failure, 'code' | 'reason'>): CommandAnswer {
  return {
    status: 1,
    text: `${code}: ${reason}`,
    json: { allowed: false, error: { code, reason } },
  };
}

/** What the application's own code throws is neither a yes nor a no; its message may hold anything, so only its kind is told. */
async function asApplication(
  file: string,
  ask: () => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Misuse || error instanceof ConfigurationError) throw error;
    const { code, name } = error as { code?: unknown; name?: unknown };
    const kind =
      typeof code === 'string' ? code : error instanceof Error ? String(name) : 'no Error';
    throw new Misuse(`${file} cannot be asked (${kind}): run it with node to see why`);
  }
}

function answer(decision: Decision): CommandAnswer {
  const lines = decision.trace().map(({ ace, aceIndex, lineageIndex, outcome }) => ({
    lineageIndex,
    aceIndex,
    ace: shown(ace),
    outcome,
  }));
  const trace = lines.map(
    (line) =>
      `  resource ${line.lineageIndex}, ACE ${line.aceIndex + 1} ${printable(line.ace)}: ${line.outcome}`,
  );
  const { allowed, reason } = decision;
  return {
    status: allowed ? 0 : 1,
    text: [reason, ...trace].join('\n'),
    json: { allowed, reason, trace: lines },
  };
}

function shown([action, principal, named]: Ace): readonly unknown[] {
  return [
    action,
    principal,
    named === AllPermissions ? '*' : named instanceof Set ? [...named] : named,
  ];
}

async function exportedSecurity(file: string, name: string): Promise<Security> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  const security = module[name];
  if (typeof security !== 'object' || security === null || !('authenticate' in security))
    throw new Misuse(`${file} exports no security called ${name}`);
  return security as Security;
}

function viewOf(token: string): RequestView {
  return {
    method: 'GET',
    secure: true,
    url: '/',
    header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
  };
}
