/** Reads the imports of a TypeScript file from its syntax tree, not from comments and strings. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/**
 * One edge of the import graph. `kind` is `type` if the JavaScript does not contain the import,
 * `dynamic` for `import()`, else `value`.
 * @typedef {{ specifier: string, kind: 'type' | 'value' | 'dynamic' }} Import
 */

function importOf(node) {
  const types = node.importKind === 'type' || node.exportKind === 'type';
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source && { source: node.source, kind: types ? 'type' : 'value' };
    case 'TSImportType':
      return { source: node.source, kind: 'type' };
    case 'TSExternalModuleReference':
      return { source: node.expression, kind: 'value' };
    case 'ImportExpression':
      return { source: node.source, kind: 'dynamic' };
    default:
      return undefined;
  }
}

function walk(node, found) {
  if (node === null || typeof node !== 'object') return;
  const edge = typeof node.type === 'string' ? importOf(node) : undefined;
  if (edge)
    found.push({
      specifier: typeof edge.source.value === 'string' ? edge.source.value : '(computed)',
      kind: edge.kind,
    });
  for (const child of Object.values(node)) walk(child, found);
}

/** @returns {Import[]} every import, re-export and `import()` of the file, types included */
export function importsOf(file) {
  const found = [];
  walk(parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }, file), found);
  return found;
}

/**
 * @returns {Map<string, Import[]>} the imports of every `.ts` file under `folder`, keyed by its
 * path there with `/`
 */
export function importGraph(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  return new Map(
    names
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => [name.replaceAll('\\', '/'), importsOf(join(folder, name))]),
  );
}

/** @returns {string} the path, in the same folder, of the file that a relative specifier names */
export function targetOf(from, specifier) {
  return posix.normalize(posix.join(dirname(from).replaceAll('\\', '/'), specifier));
}
