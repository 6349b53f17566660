import type { AnyElysia } from 'elysia';
import type { wrapper } from './wrap.ts';

type Wrap = ReturnType<typeof wrapper>;
type Fetch = ReturnType<Wrap>;

let installed = 0;

/** Puts a wrapper around the fetch handler of an application, and of those that use it. */
export function install(app: AnyElysia, wrap: Wrap): void {
  if (app.config.aot === false) return installDynamic(app, wrap);
  // Elysia takes two functions of the same text for one, so that a second security would be lost.
  const id = `pyramidion ${++installed}`;
  app.wrap(Object.assign((fetch: Fetch) => wrap(fetch), { toString: () => id }) as never);
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
