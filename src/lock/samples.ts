import type { FoundRoute } from '../adapters/kit/routes.ts';
import type { Resource } from '../authz/acl-types.ts';
import { nearest } from '../options/did-you-mean.ts';
import { routeOf } from '../security/routes.ts';
import { askedBy, PUBLIC } from './asked.ts';

/** The samples of a plan, and which of them were needed. */
export class Samples {
  readonly #samples: ReadonlyMap<string, readonly Resource[]>;
  readonly #used = new Set<string>();
  /** The functions by the keys of their names: a sample by name is that of one function. */
  readonly #named = new Map<string, object>();
  /** What the guards ask, by route and by path. */
  readonly #routes = new Map<string, string>();
  /** The routes without a guard, and their paths. */
  readonly #open = new Set<string>();
  readonly #faults: string[];

  constructor(samples: ReadonlyMap<string, readonly Resource[]>, faults: string[]) {
    this.#samples = samples;
    this.#faults = faults;
  }

  /**
   * Returns what the functions in the rules of a route would find, by function. A function without
   * a sample is a fault.
   */
  of({ method, path, rules }: FoundRoute): ReadonlyMap<unknown, Resource> {
    const functions = new Set(
      rules.flatMap(({ resource }) => (typeof resource === 'function' ? resource : [])),
    );
    const route = `${method} ${path}`;
    const asks = askedBy(rules, routeOf(method, path, rules).rules);
    for (const key of [route, path]) this.#routes.set(key, this.#routes.get(key) || asks);
    if (rules.length === 0) this.#open.add(route).add(path);
    if (functions.size === 0) return new Map();
    const key = [route, path].find((one) => this.#samples.has(one));
    if (key === undefined) return this.#byName(functions, route);
    this.#used.add(key);
    const samples = this.#samples.get(key) as readonly Resource[];
    if (samples.length !== functions.size)
      this.#faults.push(
        `${key} has ${count(samples.length, 'sample')}, and the guards of ${route} ask ${count(functions.size, 'function')} for a resource: write a list with one for each, the outermost first.`,
      );
    return new Map([...functions].flatMap((one, at) => (samples[at] ? [[one, samples[at]]] : [])));
  }

  #byName(functions: ReadonlySet<unknown>, route: string): ReadonlyMap<unknown, Resource> {
    const found = new Map<unknown, Resource>();
    for (const one of functions as ReadonlySet<() => unknown>) {
      const key = `${one.name}()`;
      const [sample] = this.#samples.get(key) ?? [];
      if (sample === undefined) {
        const by = one.name === '' ? '' : ` or '${key}'`;
        this.#faults.push(
          `${route} has no sample, and ${one.name === '' ? 'a function' : key} finds its resource: add one to samples by '${route}'${by}.`,
        );
        continue;
      }
      this.#used.add(key);
      const other = this.#named.get(key);
      if (other !== undefined && other !== one)
        this.#faults.push(
          `samples has one for '${key}', and several functions have this name: write it by the route, '${route}'.`,
        );
      this.#named.set(key, one);
      found.set(one, sample);
    }
    return found;
  }

  /**
   * Adds a fault for each sample that no route needed. If a guard may be forgotten, that is the
   * fault to report, and its sample will be needed again.
   */
  refuseUnused(): void {
    for (const key of this.#samples.keys()) {
      if (this.#used.has(key)) continue;
      const asks = this.#routes.get(key);
      if (this.#open.has(key) || (this.#open.size > 0 && key.endsWith('()'))) continue;
      const meant = asks === undefined ? nearest(key, [...this.#routes.keys()]) : null;
      const now = asks === PUBLIC ? 'is public' : `asks for ${asks}`;
      const why = asks === undefined ? '' : ` It ${now}.`;
      const cure = meant === null ? 'leave it out.' : `did you mean '${meant}'?`;
      this.#faults.push(`No route needs the sample of '${key}': ${cure}${why}`);
    }
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
