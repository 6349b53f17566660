/** Finds the prose of a file: comments, strings, and the text of Markdown outside code. */
import { parseAst } from 'rolldown/parseAst';

/**
 * One line of prose.
 * @typedef {{ kind: 'comment' | 'string' | 'text', line: number, text: string }} Prose
 */

function walk(node, visit) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') visit(node);
  for (const child of Object.values(node)) walk(child, visit);
}

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** The text with everything outside the ranges made blank, so that lines and columns stay. */
function only(text, ranges) {
  let end = 0;
  let kept = '';
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    kept += blank(text.slice(end, from)) + text.slice(from, to);
    end = to;
  }
  return kept + blank(text.slice(end));
}

const linesOf = (kind, text) =>
  text
    .split('\n')
    .map((line, index) => ({ kind, line: index + 1, text: line.trimEnd() }))
    .filter((line) => line.text !== '');

/** Titles of tests: the first argument of `it`, `describe`, `test` and their variants. */
const isTitled = ({ type, callee }) =>
  type === 'CallExpression' && /^(it|test|describe|needs)\b/.test(rootName(callee));

function rootName(callee) {
  let node = callee;
  while (node.type !== 'Identifier') {
    const next = node.object ?? node.callee ?? node.tag;
    if (next === undefined) return '';
    node = next;
  }
  return node.name;
}

/**
 * @param {string} text of a TypeScript or JavaScript file
 * @param {boolean} isTest whether only titles of tests count as strings, since others are test data
 * @returns {Prose[]}
 */
export function proseOfCode(text, isTest) {
  const literals = [];
  const titles = [];
  const specifiers = new Set();
  walk(parseAst(text, { lang: 'ts' }).body, (node) => {
    const isString = node.type === 'TemplateElement' || typeof node.value === 'string';
    if (node.type === 'Literal' || node.type === 'TemplateElement')
      literals.push({ range: [node.start, node.end], isString });
    if (node.source) specifiers.add(node.source.start);
    if (isTitled(node) && node.arguments[0] !== undefined)
      titles.push([node.arguments[0].start, node.arguments[0].end]);
  });
  const withoutLiterals = literals
    .map(({ range }) => range)
    .sort(([a], [b]) => b - a)
    .reduce(
      (code, [from, to]) => code.slice(0, from) + blank(code.slice(from, to)) + code.slice(to),
      text,
    );
  const comments = [...withoutLiterals.matchAll(/\/\*[^]*?\*\/|\/\/.*/g)].map(
    ({ 0: comment, index }) => [index, index + comment.length],
  );
  const strings = literals
    .filter(({ range, isString }) => isString && !specifiers.has(range[0]))
    .map(({ range }) => range);
  const inTitle = ([from, to]) => titles.some(([start, end]) => start <= from && to <= end);
  return [
    ...linesOf('comment', only(text, comments)),
    ...linesOf('string', only(text, isTest ? strings.filter(inTitle) : strings)),
  ];
}

/** @returns {Prose[]} the lines of a Markdown file without its code, fenced and inline */
export function proseOfMarkdown(text) {
  return linesOf('text', text.replace(/^(```|~~~)[^]*?^\1|`[^`\n]*`/gm, blank));
}
