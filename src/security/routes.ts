import { label } from '../authz/label.ts';
import type { Rule } from './guard.ts';
import { Public } from './guard.ts';

/** What one guard asks. */
export interface RouteRule {
  /** Null if the user only has to be known, and if everyone may pass. */
  readonly permission: string | null;
  /**
   * The resource whose ACL is asked: `'root'`, its name, or the name of the function that finds it.
   * Null without a permission.
   */
  readonly resource: string | null;
  /** Whether the user must be known, whatever the ACL says. */
  readonly required: boolean;
  /** Whether the guard is `permit(Public)`. */
  readonly public: boolean;
}

/** One route of an application, with the guards that a request passes before its handler. */
export interface Route {
  /** In capital letters; `*` for all methods. What is in the table of a framework otherwise. */
  readonly method: string;
  /** The whole path, as the framework writes it: `/reports/:id`. */
  readonly path: string;
  /** The rules of the guards, the outermost first. */
  readonly rules: readonly RouteRule[];
  /** Whether a guard stands before the handler, also one that lets everyone through. */
  readonly guarded: boolean;
  /** Whether the route is open to everyone on purpose: no guard of it asks for anything. */
  readonly public: boolean;
}

/** What a guard of whatever framework asks. */
interface AnyRule extends Pick<Rule<[]>, 'permission' | 'required'> {
  readonly resource: object | undefined;
}

/** Makes a route of what stands in the table of a framework. */
export function routeOf(method: string, path: string, rules: readonly AnyRule[]): Route {
  const own = rules.map(ruleOf);
  return Object.freeze({
    method,
    path,
    rules: Object.freeze(own),
    guarded: own.length > 0,
    public: own.length > 0 && own.every((rule) => rule.public),
  });
}

function ruleOf({ permission, resource, required }: AnyRule): RouteRule {
  const isNamed = typeof permission === 'string';
  return Object.freeze({
    permission: isNamed ? permission : null,
    resource: isNamed ? resourceName(resource) : null,
    required,
    public: permission === Public,
  });
}

function resourceName(resource: object | undefined): string {
  if (resource === undefined) return 'root';
  if (typeof resource !== 'function') return label(resource);
  return resource.name === '' ? 'a function' : `${resource.name}()`;
}
