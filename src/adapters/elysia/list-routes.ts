import { setupIncomplete } from '../../security/internals.ts';
import type { AnyRule } from '../kit/rule-mark.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { lastSecurity } from '../kit/security-mark.ts';

/** The hooks that run before a handler, in their order. */
const BEFORE = ['transform', 'beforeHandle'] as const;

interface Application {
  readonly routes: readonly {
    readonly method: string;
    readonly path: string;
    readonly hooks?: Readonly<Record<string, unknown>>;
  }[];
  readonly config?: { readonly aot?: boolean };
  readonly extender?: { readonly higherOrderFunctions?: readonly { readonly fn?: unknown }[] };
}

/** Whether a value is an application of Elysia. */
export function isElysia(value: unknown): value is Application {
  if (typeof value !== 'object' || value === null) return false;
  const { routes, handle, macro, onBeforeHandle } = value as Record<string, unknown>;
  const methods = [handle, macro, onBeforeHandle];
  return Array.isArray(routes) && methods.every((method) => typeof method === 'function');
}

/** Finds the routes of an application, with those of its plugins. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isElysia(app))
    throw setupIncomplete('routesOf of pyramidion/elysia takes an application of Elysia.');
  const wrappers = app.extender?.higherOrderFunctions ?? [];
  const marked = [...wrappers.map(({ fn }) => fn), app];
  const security = lastSecurity(marked);
  return app.routes.map(({ method, path, hooks = {} }) => ({
    method: method === 'ALL' ? '*' : method,
    path: path || '/',
    rules: runsHooks(app, hooks)
      ? ownOrDefaults(BEFORE.flatMap((name) => [hooks[name] ?? []].flat().flatMap(rulesOfHook)))
      : [],
    security,
  }));
}

/** Without AOT Elysia calls what is mounted before any hook. */
function runsHooks({ config }: Application, hooks: Readonly<Record<string, unknown>>): boolean {
  const { mount } = (hooks['config'] ?? {}) as { readonly mount?: unknown };
  return config?.aot !== false || mount === undefined;
}

/** The default permission is a hook of each route behind `authenticate`, and has to give way. */
function ownOrDefaults(rules: readonly AnyRule[]): readonly AnyRule[] {
  const own = rules.filter(({ isDefault }) => isDefault !== true);
  return own.length > 0 ? own : rules;
}

/** Elysia keeps a function in a container that says where else it runs. */
function rulesOfHook(hook: unknown): ReturnType<typeof rulesOn> {
  const { fn } = (hook ?? {}) as { readonly fn?: unknown };
  return rulesOn(fn ?? hook);
}
