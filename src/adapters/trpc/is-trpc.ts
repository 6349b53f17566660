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

/** Whether a value is a router of tRPC. Nothing of tRPC is loaded to know it. */
export function isTrpc(value: unknown): value is Router {
  const { _def } = (value ?? {}) as { readonly _def?: Record<string, unknown> };
  return _def?.['router'] === true && typeof _def['procedures'] === 'object';
}
