import { AuthError } from '../../base/errors.ts';
import { setupIncomplete } from '../../security/internals.ts';
import { readsAccess } from '../kit/access.ts';
import type { Check, Framework, Guards } from '../kit/kit.ts';
import { answerRefusal, guards } from '../kit/kit.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import { sendable, thrownRefusal, trpcErrorOf } from './errors.ts';
import type {
  TrpcArgs,
  TrpcCall,
  TrpcGuard,
  TrpcRequest,
  TrpcResult,
  TrpcUserGuard,
} from './types.ts';

type Call = Parameters<TrpcGuard>[0];
const argsOf = (call: Call): TrpcArgs => [call as unknown as TrpcCall];

const PASSED: unique symbol = Symbol('passed');
const passed = (): typeof PASSED => PASSED;

/** A refusal is an error that is thrown; `onRefused` returns another one. */
const framework: Framework<TrpcArgs, unknown> = {
  auth: ({ ctx }) => ctx.auth,
  refuse: (error) => (AuthError.isAuthError(error) ? trpcErrorOf(error) : error),
};

export const made: Guards<TrpcArgs, TrpcGuard, unknown, TrpcUserGuard> = guards<
  TrpcArgs,
  TrpcGuard,
  unknown,
  TrpcUserGuard
>(framework, (check) => (call) => runGuard(check, call));

async function runGuard(check: Check<TrpcArgs, unknown>, call: Call): Promise<TrpcResult<object>> {
  let answer: unknown;
  try {
    answer = await check(argsOf(call), passed);
  } catch (error) {
    throw sendable(error);
  }
  if (answer !== PASSED) throw errorIn(answer);
  return goOn(call);
}

/** Runs what is behind a middleware, and answers the AuthErrors that it throws. */
async function goOn(call: Call): Promise<TrpcResult<object>> {
  const result = await call.next();
  if (result.ok) return result;
  const { error } = result;
  const refusal = thrownRefusal(error);
  if (refusal !== null) throw errorIn(await answerRefusal(framework, refusal, argsOf(call)));
  const sent = sendable(error.cause);
  if (sent !== error.cause) throw sent;
  return result;
}

function errorIn(answer: unknown): unknown {
  if (answer instanceof Error) return answer;
  return sendable(
    setupIncomplete('onRefused of pyramidion/trpc returned no error: return a TRPCError.'),
  );
}

const readMeta = readsAccess(made, 'The meta of a procedure');
/** Returns the guard that the meta of a procedure asks for, or null. */
export const guardOf = (meta: unknown): TrpcGuard | null =>
  typeof meta === 'object' && meta !== null ? readMeta(meta) : null;

/**
 * A middleware that asks what the `.meta()` of each procedure says: see {@link TrpcMeta}. It also
 * answers AuthErrors that a procedure without another guard throws.
 *
 * @example
 * const t = initTRPC.context<TrpcContext>().meta<TrpcMeta>().create();
 * const procedure = t.procedure.use(byMeta);
 * const reports = procedure.meta({ permission: 'view' }).query(() => 'reports');
 */
export const byMeta: TrpcGuard = async (call) => {
  let guard: TrpcGuard | null;
  try {
    guard = guardOf(call.meta);
  } catch (error) {
    throw sendable(error);
  }
  return guard === null ? goOn(call) : guard(call);
};

/**
 * A procedure whose meta nothing enforces would be open.
 *
 * @throws ConfigurationError if the request calls one
 */
export function refuseUnenforced({ info }: TrpcRequest): void {
  for (const { path, procedure } of info?.calls ?? []) {
    const { meta, middlewares } = (procedure as Procedure | null)?._def ?? {};
    if (Array.isArray(middlewares) && !middlewares.includes(byMeta) && guardOf(meta) !== null)
      throw setupIncomplete(
        `The meta of the procedure "${path}" asks for a permission or a user, but nothing enforces it: make it of a procedure with .use(byMeta).`,
      );
  }
}

/**
 * Whether a request calls a procedure that names no rule. A socket does not tell what it will call,
 * so it counts as one that does.
 */
export function reachesOpenCall({ info }: TrpcRequest): boolean {
  const calls = info?.calls ?? [];
  return calls.length === 0 || calls.some(({ procedure }) => isOpen(procedure as Procedure | null));
}

/** A procedure that does not exist is not found, and so not open. */
function isOpen(procedure: Procedure | null): boolean {
  if ((procedure ?? null) === null) return false;
  const { meta, middlewares } = procedure?._def ?? {};
  // By now a meta with a rule is enforced.
  if (guardOf(meta) !== null) return false;
  return !Array.isArray(middlewares) || middlewares.every((one) => rulesOn(one).length === 0);
}

/** What is read of a procedure. */
interface Procedure {
  readonly _def?: { readonly meta?: unknown; readonly middlewares?: unknown };
}
