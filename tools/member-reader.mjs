/**
 * Knows every member that the files of a program declare, and which of them some expression reads.
 */
import { SyntaxKind as Kind } from 'typescript/unstable/ast';
import { SymbolFlags } from 'typescript/unstable/sync';

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

const idOf = (handle) => `${handle.path}#${handle.index}`;
const idsOf = (symbol) => (symbol?.declarations ?? []).map(idOf);

export class MemberReader {
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

  /**
   * `a[key]` reads every member that the type of the key names, or all members if it names none.
   */
  #readByKey(object, key) {
    const [type, keyType] = this.#checker.getTypeAtLocation([object, key]);
    const apparent = type && this.#checker.getApparentType(type);
    if (apparent === undefined) return;
    const keys = (keyType?.isUnionType() ? keyType.getTypes() : [keyType])
      .filter((one) => one?.isStringLiteralType())
      .map(({ value }) => value);
    for (const symbol of this.#checker.getPropertiesOfType(apparent))
      if (keys.length === 0 || keys.includes(symbol.name)) this.#markRead(symbol);
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
      this.#readByKey(node.expression, node.argumentExpression);
    else if (kind === Kind.IndexedAccessType) this.#readByKey(node.objectType, node.indexType);
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
  return OWNERS.has(node.parent.kind) && !isPattern(node.parent);
}

/** `A extends { b: infer B }` asks for members, and declares none. */
function isPattern(node) {
  for (let inner = node; inner.parent !== undefined; inner = inner.parent)
    if (inner.parent.kind === Kind.ConditionalType && inner.parent.extendsType === inner)
      return true;
  return false;
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
