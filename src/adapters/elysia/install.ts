import type { AnyElysia } from 'elysia';
import { markSecurity } from '../kit/security-mark.ts';
import type { Wrapper } from './wrap.ts';

type Wrap = Wrapper['wrap'];
type Fetch = ReturnType<Wrap>;

let installed = 0;

/** Puts a wrapper around the fetch handler of an application, and of those that use it. */
export function install(app: AnyElysia, wrap: Wrap, security: object): void {
  keepRules(app);
  if (app.config.aot === false) return installDynamic(app, wrap);
  // Elysia takes two functions of the same text for one, so that a second security would be lost.
  const id = `pyramidion ${++installed}`;
  const around = Object.assign((fetch: Fetch) => wrap(fetch), { toString: () => id });
  app.wrap(markSecurity(around, security) as never);
}

/** Without AOT Elysia calls no wrappers. Its handler is made by `compile` or when first read. */
function installDynamic(app: AnyElysia, wrap: Wrap): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its application
  const { compile } = app;
  app.compile = () => {
    Reflect.apply(compile, app, []);
    define({ value: wrap(app.fetch as Fetch), writable: true });
    return app;
  };
  const define = (property: PropertyDescriptor): void => {
    Object.defineProperty(app, 'fetch', { configurable: true, ...property });
  };
  define({ get: () => app.compile().fetch });
}

type Hooks = Record<string, unknown>;
interface Prototype {
  applyMacro(hooks: Hooks, ...rest: unknown[]): void;
  [KEEPS_RULES]?: true;
}

const KEEPS_RULES: unique symbol = Symbol.for('pyramidion.elysia.keepsRules') as never;

/**
 * Elysia drops all hooks of a route whose first option is false, and the macros behind one that is
 * false or has no hooks: the page would be open. So rules come first and such options last, in all
 * applications, because a rule may stand in one that only uses a plugin.
 */
function keepRules(app: AnyElysia): void {
  const prototype = Object.getPrototypeOf(app) as Prototype;
  if (prototype[KEEPS_RULES] === true) return;
  prototype[KEEPS_RULES] = true;
  // oxlint-disable-next-line typescript/unbound-method -- called with its application
  const { applyMacro } = prototype;
  prototype.applyMacro = function applyInOrder(hooks, ...rest) {
    order(hooks);
    Reflect.apply(applyMacro, this, [hooks, ...rest]);
    order(hooks);
  };
}

/** Puts the options of a route in order, in place. */
function order(hooks: Hooks): void {
  const all = Object.entries(hooks);
  const isRule = ([name]: [string, unknown]): boolean => name === 'permit' || name === 'required';
  const sorted = [
    ...all.filter(isRule),
    ...all.filter((option) => !isRule(option) && Boolean(option[1])),
    ...all.filter((option) => !isRule(option) && !option[1]),
  ];
  for (const [name] of all) delete hooks[name];
  Object.assign(hooks, Object.fromEntries(sorted));
}
