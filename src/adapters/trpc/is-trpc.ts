interface Procedure {
  readonly _def: {
    readonly type: string;
    readonly middlewares?: readonly unknown[];
    readonly meta?: unknown;
  };
}

interface Definition {
  readonly procedures: Readonly<Record<string, Procedure>>;
  readonly lazy?: Readonly<Record<string, { load(): Promise<unknown> }>>;
}

/** What is read of a router of tRPC. */
export interface Router {
  readonly _def: Definition;
}

/** What a server of tRPC is made of: `{ router, ...authenticate(security) }`. */
export interface Served {
  readonly router: Router;
  readonly createContext?: unknown;
}

/** Whether a value is a router of tRPC. Nothing of tRPC is loaded to know it. */
export function isRouter(value: unknown): value is Router {
  const { _def } = (value ?? {}) as { readonly _def?: Record<string, unknown> };
  return _def?.['router'] === true && typeof _def['procedures'] === 'object';
}

/** Whether a value is a router of tRPC, or what a server is made of. */
export function isTrpc(value: unknown): value is Router | Served {
  return isRouter(value) || isRouter((value as Partial<Served> | null | undefined)?.router);
}

/** Returns the router of such a value, and the `createContext` of its server if that is there. */
export function servedOf(value: Router | Served): Served {
  return isRouter(value) ? { router: value } : value;
}
