/**
 * Reads built types: what each `.d.ts` file exports, and every declaration that an export reaches.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** @typedef {{ file: string, name: string }} Place where a name is declared */

const typesOf = (from, specifier) =>
  posix.join(dirname(from), specifier.replace(/\.(ts|js)$/, '.d.ts'));

/** Without comments, private members and blank lines; strings are left as they are. */
function normalised(text) {
  return text
    .replace(/('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)|\/\*[^]*?\*\/|\/\/.*/g, '$1')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s*(#private|private .*);$/.test(line))
    .join('\n');
}

function declare(module, node, text, isExported) {
  const declaration = { module, node, text: normalised(text.slice(node.start, node.end)) };
  if (['TSModuleDeclaration', 'TSGlobalDeclaration'].includes(node.type)) {
    module.augmentations.push(declaration);
    return;
  }
  for (const { id } of node.declarations ?? [node]) {
    module.declared.set(id.name, [...(module.declared.get(id.name) ?? []), declaration]);
    if (isExported) module.exported.set(id.name, { name: id.name });
  }
}

function readStatement(module, node, text) {
  const from = node.source?.value;
  const source = from?.startsWith('.') ? typesOf(module.file, from) : undefined;
  const refuse = (what) => {
    throw new Error(`${module.file}: ${what} is not supported by tools/built-types.mjs`);
  };
  if (node.type === 'ImportDeclaration') {
    if (source === undefined) return;
    for (const { type, local, imported } of node.specifiers) {
      if (type !== 'ImportSpecifier') refuse(type);
      module.imported.set(local.name, { source, name: imported.name });
    }
  } else if (node.type === 'ExportAllDeclaration') {
    if (node.exported || source === undefined) refuse('this form of export *');
    module.stars.push(source);
  } else if (node.type === 'ExportNamedDeclaration') {
    if (from !== undefined && source === undefined) refuse('a re-export of a package');
    for (const { local, exported } of node.specifiers)
      module.exported.set(exported.name, { source, name: local.name });
    if (node.declaration) declare(module, node.declaration, text, true);
  } else if (node.type === 'ExportDefaultDeclaration') refuse('a default export');
  else declare(module, node, text, false);
}

/** The part of a node that names another declaration. */
function referenceIn(node) {
  switch (node.type) {
    case 'TSTypeReference':
      return node.typeName;
    case 'TSTypeQuery':
      return node.exprName;
    case 'TSInterfaceHeritage':
    case 'TSClassImplements':
      return node.expression;
    case 'ClassDeclaration':
      return node.superClass;
    default:
      return node.computed ? node.key : undefined;
  }
}

/** The names of types and values that a declaration refers to. */
function referencesIn(node, found = new Set()) {
  if (node === null || typeof node !== 'object') return found;
  let reference = referenceIn(node);
  while (reference?.type === 'TSQualifiedName') reference = reference.left;
  if (reference?.type === 'Identifier') found.add(reference.name);
  for (const child of Object.values(node)) referencesIn(child, found);
  return found;
}

/** The types below one folder; each file is read once. */
export class BuiltTypes {
  #root;
  #modules = new Map();

  constructor(root) {
    this.#root = root;
  }

  #module(file) {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const module = { file, declared: new Map(), imported: new Map(), exported: new Map() };
    Object.assign(module, { stars: [], augmentations: [] });
    this.#modules.set(file, module);
    const text = readFileSync(join(this.#root, file), 'utf8');
    for (const node of parseAst(text, { lang: 'dts' }, file).body)
      readStatement(module, node, text);
    return module;
  }

  /** @returns {Map<string, Place>} each exported name and where it is declared */
  exportsOf(file) {
    const { exported, stars } = this.#module(file);
    const found = new Map(stars.flatMap((star) => [...this.exportsOf(star)]));
    for (const [name, { source, name: local }] of exported)
      found.set(name, source ? this.#exportOf(source, local) : this.#placeOf(file, local));
    return found;
  }

  #exportOf(file, name) {
    const found = this.exportsOf(file).get(name);
    if (found === undefined) throw new Error(`${file} does not export ${name}`);
    return found;
  }

  #placeOf(file, name) {
    const { source, name: imported } = this.#module(file).imported.get(name) ?? {};
    return source === undefined ? { file, name } : this.#exportOf(source, imported);
  }

  /** Whether the export is only a type, so that the JavaScript does not contain it. */
  isType({ file, name }) {
    const types = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'];
    const declarations = this.#module(file).declared.get(name) ?? [];
    return declarations.every(({ node }) => types.includes(node.type));
  }

  /**
   * @param {readonly Place[]} places
   * @returns {{ name: string, file: string, text: string }[]} all declarations that the places
   *   reach; the name of an augmentation (`declare module`, `declare global`) is `~`
   */
  declarationsFrom(places) {
    const found = new Map();
    const queue = [...places];
    const add = (name, file, declarations) => {
      const text = declarations.map((declaration) => declaration.text).join('\n');
      found.set(`${name} ${file}`, { name, file, text });
      for (const { module, node } of declarations)
        for (const used of referencesIn(node))
          if (module.declared.has(used) || module.imported.has(used))
            queue.push(this.#placeOf(module.file, used));
    };
    const addReached = () => {
      for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
        const { file, name } = place;
        if (!found.has(`${name} ${file}`))
          add(name, file, this.#module(file).declared.get(name) ?? []);
      }
    };
    addReached();
    for (const { file, augmentations } of this.#modules.values())
      if (augmentations.length > 0) add('~', file, augmentations);
    addReached();
    return [...found.values()];
  }
}
