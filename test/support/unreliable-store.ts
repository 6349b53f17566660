import type { Store } from '../../src/stores/model/store.ts';

/** What happens to one call: it runs when `run` is called, if at all. */
export type Interference = (name: keyof Store, run: () => Promise<unknown>) => Promise<unknown>;

/** Returns a store of which every call is interfered with. */
export function interferedStore(store: Store, interfere: Interference): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const method: unknown = target[name];
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) =>
        interfere(name, async () => (await method.apply(target, given)) as unknown);
    },
  });
}

/** Returns numbers from 0 to 1 that follow from a seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waits some turns of the event loop: between 0 and 4. */
async function someTurns(random: () => number): Promise<void> {
  for (let turns = Math.floor(random() * 5); turns > 0; turns--)
    await new Promise((resolve) => setImmediate(resolve));
}

/** Delays each call, before it is made and before it is answered. */
export function delaying(random: () => number): Interference {
  return async (_, run) => {
    await someTurns(random);
    const answer = await run();
    await someTurns(random);
    return answer;
  };
}
