import { setupIncomplete } from '../../security/internals.ts';
import { readPath } from '../kit/path-to-regexp.ts';
import type { Part, PathRules, Pattern } from '../kit/route-pattern.ts';
import { patternOf } from '../kit/route-pattern.ts';

/** A path of Express. */
export type Path = string | RegExp;

/** An entry of a router; what each version has is checked before it is used. */
export interface Layer {
  readonly handle: Function;
  readonly route?: Route;
  /** The path of Express 5, since `router` 2.3. */
  readonly rawPath?: unknown;
  /** Of Express 5: whether the path is `/`. */
  readonly slash?: boolean;
  /** Of Express 4. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}

export interface Route {
  readonly path: Path | readonly Path[];
  readonly methods: Readonly<Record<string, boolean>>;
  readonly stack: readonly { readonly method?: string; readonly handle: Function }[];
}

/**
 * Returns the paths that a router or a middleware stands on.
 *
 * @throws ConfigurationError if this version of Express does not tell
 */
export function mountPaths(layer: Layer): readonly Path[] {
  if (layer.slash === true || layer.regexp?.fast_slash === true) return ['/'];
  if (layer.regexp !== undefined) return pathsOfExpress4(layer.regexp, layer.keys ?? []);
  const { rawPath } = layer;
  const paths = (Array.isArray(rawPath) ? rawPath : [rawPath]) as readonly unknown[];
  if (paths.every((path) => typeof path === 'string' || path instanceof RegExp))
    return paths as readonly Path[];
  throw setupIncomplete(
    'This version of Express does not tell on which path a router or a guard is mounted: update the package "router" to 2.3 or later (npm update router).',
  );
}

/** Express 4 keeps only the regular expression that it makes of a path. */
function pathsOfExpress4(regexp: RegExp, keys: NonNullable<Layer['keys']>): readonly Path[] {
  let key = 0;
  const paths = regexp.source.split('|^').map((source) => {
    const path = source
      .replace(/^\^/, '')
      .replace(/\\\/\?\(\?=\\\/\|\$\)$/, '')
      .replace(/\(\?:\\\/\(\[\^\\?\/\]\+\?\)\)/g, () => `\\/:${keys[key++]?.name}`)
      .replace(/\\([/.-])/g, '$1');
    return /[\\()[\]^$|*+?]/.test(path) ? null : path;
  });
  return paths.every((path) => path !== null) ? paths : [regexp];
}

/** Reads a path as the version of Express does whose layer this is. */
export function patternIn(layer: Layer, path: Path, rules: PathRules): Pattern {
  if (typeof path !== 'string') return [[{ kind: 'wild', text: String(path) }]];
  if (layer.regexp === undefined) return readPath(path, rules);
  const segments = path.replace(/^\//, '').split('/');
  const optional = segments.findIndex((segment) => /^:\w+\?$/.test(segment));
  if (optional === -1)
    return patternOf(
      segments,
      (text) => partOf(text, rules),
      (text) => text === '',
      rules,
    );
  const [start, end] = [segments.slice(0, optional), segments.slice(optional + 1)];
  const name = (segments[optional] as string).slice(0, -1);
  return [
    [...start, ...end],
    [...start, name, ...end],
  ].flatMap((way) => patternIn(layer, `/${way.join('/')}`, rules));
}

/** Express 4 reads some characters of a path as those of a regular expression. */
function partOf(text: string, { sensitive }: PathRules): Part {
  if (/^:\w+$/.test(text)) return { kind: 'param' };
  if (/[()*+?[\]\\|^$]/.test(text)) return { kind: 'wild', text };
  return text.includes(':') ? { kind: 'other', text } : { kind: 'text', text, sensitive };
}
