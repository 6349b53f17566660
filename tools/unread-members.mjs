/** Finds the members of classes, interfaces and object types that no code below a folder reads. */
import { isAbsolute, relative, resolve } from 'node:path';
import { API, SymbolFlags } from 'typescript/unstable/sync';
import { SyntaxKind as Kind } from 'typescript/unstable/ast';

const MEMBERS = new Set([
  Kind.PropertySignature,
  Kind.MethodSignature,
  Kind.PropertyDeclaration,
  Kind.MethodDeclaration,
  Kind.GetAccessor,
  Kind.Parameter,
]);
const OWNERS = new Set([
  Kind.InterfaceDeclaration,
  Kind.ClassDeclaration,
  Kind.ClassExpression,
  Kind.TypeLiteral,
]);
/** Options are read by an option reader, which is given their names: `reader.read('leeway', …)`. */
const OPTIONS = /Options$/;
/** Functions of the language that read every member of their argument. */
const READ_ALL = /^(Object\.(entries|values|assign|fromEntries)|JSON\.stringify|structuredClone)$/;

/** @typedef {{ owner: string, name: string, file: string, line: number }} Member */

/**
 * A member is read if some expression gets its value: `a.b`, `a['b']`, a destructuring, a spread or
 * `Object.entries` of the whole object, or `'b' in a`. It is also read if its type can be assigned
 * to another type whose member of this name is read.
 *
 * @param {string} config the path of a tsconfig.json
 * @param {string} folder
 * @param {(member: Member) => boolean} isExcused whether something outside the folder reads an
 *   unread member; then the same member of the types that implement its type counts as read too
 * @returns {{ members: number, unread: Member[] }}
 */
export function unreadMembers(config, folder, isExcused) {
  const api = new API({ cwd: resolve(folder) });
  try {
    const [project] = api.updateSnapshot({ openProject: resolve(config) }).getProjects();
    const names = project.program.getSourceFileNames().filter((name) => isBelow(folder, name));
    const files = names.map((name) => project.program.getSourceFile(name));
    const reader = new Reader(project.checker, files);
    const described = (member) => describe(member, folder);
    const alive = reader.members.filter(
      (member) => reader.isRead(member) || isExcused(described(member)),
    );
    const unread = reader.members
      .filter((member) => !alive.includes(member))
      .filter((member) => !alive.some((other) => reader.standsFor(member, other)));
    return { members: reader.members.length, unread: unread.map(described) };
  } finally {
    api.close();
  }
}

function isBelow(folder, name) {
  const path = relative(resolve(folder), name);
  return !path.startsWith('..') && !isAbsolute(path) && !name.endsWith('.d.ts');
}

const idOf = (handle) => `${handle.path}#${handle.index}`;
const idsOf = (symbol) => (symbol?.declarations ?? []).map(idOf);

class Reader {
  #checker;
  #members = [];
  #read = new Set();
  #readByName = new Set();
  #readAsOption = new Set();

  constructor(checker, files) {
    this.#checker = checker;
    for (const file of files) this.#readFile(file);
  }

  #readFile(file) {
    const found = { declared: [], named: [], whole: [], patterns: [] };
    const visit = (node) => {
      this.#collect(node, found);
      node.forEachChild(visit);
    };
    file.forEachChild(visit);
    this.#checker.getSymbolAtLocation(found.named).forEach((symbol) => this.#markRead(symbol));
    for (const type of this.#checker.getTypeAtLocation(found.whole))
      if (type) this.#checker.getPropertiesOfType(type).forEach((symbol) => this.#markRead(symbol));
    for (const { pattern, name } of found.patterns) {
      const type = this.#checker.getTypeAtLocation(pattern);
      this.#markRead(type && this.#checker.getPropertyOfType(type, name));
    }
    const symbols = this.#checker.getSymbolAtLocation(found.declared.map(({ name }) => name));
    found.declared.forEach(({ name, owner }, index) =>
      this.#members.push({ name: name.text, node: name, owner, file, symbol: symbols[index] }),
    );
  }

  #markRead(symbol) {
    for (const id of idsOf(symbol)) this.#read.add(id);
  }

  #collect(node, found) {
    const { kind, parent } = node;
    if (MEMBERS.has(kind) && isMember(node))
      found.declared.push({ name: node.name, owner: ownerOf(node) });
    else if (kind === Kind.PropertyAccessExpression && !isWritten(node))
      found.named.push(node.name);
    else if (kind === Kind.ElementAccessExpression && !isWritten(node))
      found.named.push(node.argumentExpression);
    else if (kind === Kind.BindingElement && parent.kind === Kind.ObjectBindingPattern) {
      const { text } = node.propertyName ?? node.name;
      if (node.dotDotDotToken) found.whole.push(parent);
      else if (text !== undefined) found.patterns.push({ pattern: parent, name: text });
    } else if (kind === Kind.SpreadAssignment || kind === Kind.SpreadElement)
      found.whole.push(node.expression);
    else if (kind === Kind.CallExpression) {
      if (READ_ALL.test(node.expression.getText())) found.whole.push(...node.arguments);
      for (const argument of node.arguments)
        if (argument.kind === Kind.StringLiteral) this.#readAsOption.add(argument.text);
    } else if (kind === Kind.BinaryExpression && node.operatorToken.kind === Kind.InKeyword)
      this.#readByName.add(node.left.text);
  }

  get members() {
    return this.#members;
  }

  isRead({ name, owner, symbol }) {
    return (
      this.#readByName.has(name) ||
      (OPTIONS.test(owner.name?.text) && this.#readAsOption.has(name)) ||
      idsOf(symbol).some((id) => this.#read.has(id))
    );
  }

  /** Whether an object with this member may be read as one with the other. */
  standsFor(member, other) {
    if (member.name !== other.name) return false;
    if (this.#basesOf(member.owner).includes(other.owner)) return true;
    const [from, to] = [member, other].map(({ owner }) => this.#typeOf(owner));
    if (from === undefined || to === undefined) return false;
    // An object type whose members are all optional can be assigned from nearly everything.
    const has = ({ name }) => this.#checker.getPropertyOfType(from, name) !== undefined;
    return (
      this.#checker.getPropertiesOfType(to).every(has) && this.#checker.isTypeAssignableTo(from, to)
    );
  }

  /** The classes and interfaces that a class or interface extends or implements. */
  #basesOf(owner) {
    return (owner.heritageClauses ?? [])
      .flatMap(({ types }) => [...types])
      .map(({ expression }) => this.#checker.getSymbolAtLocation(expression))
      .flatMap((symbol) => this.#unaliased(symbol)?.declarations ?? [])
      .map((handle) => handle.resolve())
      .flatMap((base) => [base, ...this.#basesOf(base)]);
  }

  /** An imported name is an alias of the one that is exported. */
  #unaliased(symbol) {
    const isAlias = symbol !== undefined && (symbol.flags & SymbolFlags.Alias) !== 0;
    return isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #typeOf(owner) {
    if (owner.kind === Kind.TypeLiteral) return this.#checker.getTypeFromTypeNode(owner);
    const symbol = owner.name && this.#checker.getSymbolAtLocation(owner.name);
    return symbol && this.#checker.getDeclaredTypeOfSymbol(symbol);
  }
}

/** A constructor parameter with a modifier is a member as well. */
function isMember(node) {
  if (node.name?.text === undefined) return false;
  if (node.kind === Kind.Parameter)
    return node.parent.kind === Kind.Constructor && node.modifiers !== undefined;
  return OWNERS.has(node.parent.kind);
}

const ownerOf = (node) => (node.kind === Kind.Parameter ? node.parent.parent : node.parent);

/** Whether the expression is only assigned to: `a.b = 1`, but not `a.b += 1`. */
function isWritten(node) {
  const { parent } = node;
  return (
    parent.kind === Kind.BinaryExpression &&
    parent.left === node &&
    parent.operatorToken.kind === Kind.EqualsToken
  );
}

function describe({ node, name, owner, file }, folder) {
  let named = owner;
  while (named !== undefined && named.name?.text === undefined) named = named.parent;
  const line = file.text.slice(0, node.getStart()).split('\n').length;
  return {
    owner: named?.name.text ?? '',
    name,
    file: relative(resolve(folder), file.fileName),
    line,
  };
}
