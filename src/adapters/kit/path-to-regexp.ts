import type { Part, PathRules, Pattern } from './route-pattern.ts';
import { patternOf } from './route-pattern.ts';

const NAME = String.raw`(?:[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|"(?:\\.|[^"\\])*")`;
const PARAM = new RegExp(`^:${NAME}$`, 'u');
const REST = new RegExp(String.raw`^\*${NAME}$`, 'u');
const TOKEN = new RegExp(String.raw`\\.|[:*]${NAME}|.`, 'gsu');
/** The most ways to read one path. */
const MOST = 64;

/** Reads a path as `path-to-regexp` 8 does, which Express 5 and the router of Koa use. */
export function readPath(path: string, rules: PathRules): Pattern {
  const ways = expand(tokensOf(path));
  if (ways.length > MOST) return [[{ kind: 'wild', text: path }]];
  return ways.flatMap((way) => waysOf(way, rules));
}

function tokensOf(path: string): string[] {
  return [...path.matchAll(TOKEN)].map(([token]) => token);
}

/** Returns a path with and without each of its optional parts in braces. */
function expand(tokens: readonly string[]): string[][] {
  const open = tokens.indexOf('{');
  if (open === -1) return [[...tokens]];
  let depth = 1;
  let close = open + 1;
  for (; close < tokens.length && depth > 0; close++)
    depth += tokens[close] === '{' ? 1 : tokens[close] === '}' ? -1 : 0;
  const before = tokens.slice(0, open);
  const inner = expand(tokens.slice(open + 1, close - 1));
  const after = expand(tokens.slice(close));
  if (inner.length * after.length > MOST) return Array.from({ length: MOST + 1 }, () => []);
  return after.flatMap((end) => [
    [...before, ...end],
    ...inner.map((way) => [...before, ...way, ...end]),
  ]);
}

function waysOf(tokens: readonly string[], rules: PathRules): Pattern {
  const segments: string[][] = [[]];
  for (const token of tokens)
    if (token === '/') segments.push([]);
    else segments.at(-1)?.push(token);
  if (segments[0]?.length === 0) segments.shift();
  const read = (segment: readonly string[]): Part => partOf(segment, rules);
  return patternOf(segments, read, ({ length }) => length === 0, rules);
}

function partOf(tokens: readonly string[], { sensitive }: PathRules): Part {
  const text = tokens.join('');
  if (PARAM.test(text) && tokens.length === 1) return { kind: 'param' };
  if (REST.test(text) && tokens.length === 1) return { kind: 'rest', least: 1 };
  if (tokens.some((token) => token.length > 1 && token.startsWith('*')))
    return { kind: 'wild', text };
  if (tokens.some((token) => token.length > 1 && token.startsWith(':')))
    return { kind: 'other', text };
  const plain = tokens
    .map((token) => (token.length > 1 ? token.replace(/^\\/, '') : token))
    .join('');
  return { kind: 'text', text: plain, sensitive };
}
