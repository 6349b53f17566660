/** Makes mutants of a TypeScript file: copies with one small change that a test should notice. */
import { parseAst } from 'rolldown/parseAst';

/**
 * @typedef {{ start: number, end: number, text: string, what: string }} Mutant what replaces which
 * part
 */

const OPERATORS = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '+',
  '&&': '||',
  '||': '&&',
  '??': '&&',
};
/** Nodes of TypeScript that contain code; all others are types. */
const WITH_CODE = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSParameterProperty',
]);
const isType = ({ type }) => type.startsWith('TS') && !WITH_CODE.has(type);
const isImport = ({ type, source }) =>
  type === 'ImportDeclaration' || (type.startsWith('Export') && source);

function literal(value, raw) {
  if (typeof value === 'boolean') return ['flip a boolean', String(!value)];
  if (typeof value === 'number') return ['change a number', String(value + 1)];
  if (typeof value === 'bigint') return ['change a number', `${value + 1n}n`];
  if (typeof value === 'string' && value !== '') return ['empty a string', "''"];
  if (raw === 'null') return ['replace null', 'undefined'];
  return undefined;
}

function* mutantsOfNode(node, code) {
  const replace = (part, what, text) => ({ start: part.start, end: part.end, what, text });
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      yield replace(node.test, 'negate a condition', `!(${code(node.test)})`);
      return;
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const operator = OPERATORS[node.operator];
      if (operator === undefined) return;
      const text = `(${code(node.left)}) ${operator} (${code(node.right)})`;
      yield replace(node, `${node.operator} to ${operator}`, text);
      return;
    }
    case 'ExpressionStatement':
      if (node.directive === undefined || node.directive === null)
        yield replace(node, 'drop a statement', ';');
      return;
    case 'ThrowStatement':
      yield replace(node, 'drop a throw', ';');
      return;
    case 'ReturnStatement':
      if (node.argument?.type === 'Identifier' || node.argument?.type === 'CallExpression')
        yield replace(node.argument, 'return nothing', 'undefined as never');
      return;
    case 'Literal': {
      const changed = literal(node.value, node.raw);
      if (changed !== undefined) yield replace(node, ...changed);
      return;
    }
    default:
  }
}

/** @returns {Mutant[]} every mutant of the text, in the order of the text */
export function mutantsOf(text) {
  const found = [];
  const code = ({ start, end }) => text.slice(start, end);
  const visit = (node, key) => {
    if (node === null || typeof node !== 'object') return;
    if (typeof node.type === 'string') {
      if (isType(node) || isImport(node)) return;
      // The name of a member is no value: emptied, it would be another member.
      if (!(key === 'key' && node.type === 'Literal')) found.push(...mutantsOfNode(node, code));
    }
    for (const [name, child] of Object.entries(node)) visit(child, name);
  };
  visit(parseAst(text, { lang: 'ts' }).body, '');
  return found;
}

export const applied = (text, mutant) =>
  text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end);
