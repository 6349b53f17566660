import type { Store } from '../../stores/model/store.ts';

/** A store whose connection a case can cut. */
export interface FragileStore {
  readonly store: Store;
  readonly fail: () => void;
}

/** Returns a store that works until a case calls `fail`; then each call rejects. */
export function fragileStore(inner: Store): FragileStore {
  let isDown = false;
  const store = new Proxy(inner, {
    get(target, name: keyof Store) {
      const method: unknown = target[name];
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        if (isDown && name !== 'close') throw new Error('The store is down.');
        const answer: unknown = await method.apply(target, given);
        if (isDown && name === 'changes') throw new Error('The store is down.');
        return answer;
      };
    },
  });
  return {
    store,
    fail: () => void (isDown = true),
  };
}
