import { definitionOf, isSecret } from './setting-definitions.ts';

/** Which lines are checked: keys with the prefix, before any section and in one section. */
export interface IniScope {
  readonly file: string;
  readonly section: string;
  /** Without the dot: `'jwt'`. */
  readonly prefix: string;
}

/** The last line with a key of ours, which an indented line may continue. */
interface OpenLine {
  readonly name: string;
  /** The name with the prefix. */
  readonly key: string;
  readonly where: string;
  readonly indent: number;
  /** Its index in the list of lines. */
  readonly index: number;
  /** The further lines of a list, joined when all are known: line by line costs a square. */
  readonly items: string[];
}

const HEADING = /^\[([^\]]*)\]\s*$/;
const ASSIGNMENT = /^([\w.-]+)\s*=(.*)$/;

/**
 * Makes the text of an ini file safe to parse. The parser accepts everything: it takes `#` inside a
 * secret for a comment, a key without a value for `true`, the last of two equal keys, and a second
 * line of a value for another key. All of that is a fault here.
 *
 * A line that is indented more than a list above it continues the list, as in the files of Pyramid.
 * A dot in the name of a section is part of the name.
 *
 * @param faults - receives one sentence for each such line with the prefix; none contains a value
 */
export function strictIni(text: string, scope: IniScope, faults: string[]): string {
  const { file, section, prefix } = scope;
  const lines: string[] = [];
  const seen = new Set<string>();
  const continued = new Set<OpenLine>();
  let place: string | null = null;
  let open: OpenLine | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    const heading = HEADING.exec(line)?.[1]?.trim();
    if (heading !== undefined) {
      place = heading;
      open = null;
      // Quoted and with dots escaped, so that the parser reads the same name.
      lines.push(`[${JSON.stringify(heading.replaceAll('.', '\\.'))}]`);
    } else if (line.startsWith('[')) {
      faults.push(
        `${file} has a section heading with more on its line: write "[name]" and nothing after it.`,
      );
      place = null;
    } else if (trimmed === '' || /^[;#]/.test(trimmed)) continue;
    else if (isContinuation(line, open, prefix)) {
      open.items.push(trimmed);
      continued.add(open);
    } else {
      const source = place === null ? file : `${file}, [${place}]`;
      const ours = hasPrefix(trimmed, prefix) && (place === null || place === section);
      open = ours ? openLine(line, lines.length, source, prefix) : null;
      if (open === null || isSound(trimmed, open, seen, faults)) lines.push(line);
    }
  }
  for (const list of continued) lines[list.index] = joined(lines[list.index] ?? '', list, faults);
  return lines.join('\n');
}

/**
 * Whether a key or line begins with the prefix and a dot, in any case: `JWT.expiration` is a fault.
 */
export function hasPrefix(line: string, prefix: string): boolean {
  return line.toLowerCase().startsWith(`${prefix.toLowerCase()}.`);
}

/**
 * Takes only leading word characters for the name: if `=` was forgotten, the rest may be a secret,
 * and faults must not contain it.
 */
function openLine(line: string, index: number, source: string, prefix: string): OpenLine {
  const trimmed = line.trim();
  const start = prefix.length + 1;
  const name = /^[\w-]*/.exec(trimmed.slice(start))?.[0] ?? '';
  const key = trimmed.slice(0, start) + name;
  return { name, key, where: `${key} in ${source}`, indent: indentOf(line), index, items: [] };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** A line with `=` is a key of its own, however far it is indented. */
function isContinuation(line: string, open: OpenLine | null, prefix: string): open is OpenLine {
  return (
    open !== null &&
    indentOf(line) > open.indent &&
    !line.includes('=') &&
    !hasPrefix(line.trim(), prefix)
  );
}

/** Joins the lines of a list; adds a fault if they are not a list. */
function joined(first: string, { name, where, items }: OpenLine, faults: string[]): string {
  const kind = definitionOf(name)?.kind;
  if (kind !== 'list' && kind !== 'findings')
    faults.push(
      `${where} continues on the next line, which only a list can: write it on one line, ` +
        'or a key into a file of its own.',
    );
  else if ([first, ...items].some((line) => /[;#]/.test(line)))
    faults.push(`${where} has a comment between its lines: move the comment above it.`);
  else {
    const all = [first.trimEnd(), ...items];
    return all
      .map((line, at) => (at === all.length - 1 || /[=,]$/.test(line) ? line : `${line},`))
      .join(' ');
  }
  return first;
}

/** Whether the parser will read a line as it was meant; adds a fault if not. */
function isSound(
  line: string,
  { name, key, where }: OpenLine,
  seen: Set<string>,
  faults: string[],
): boolean {
  const before = faults.length;
  const value = ASSIGNMENT.exec(line)?.[2]?.trim();
  if (value === undefined)
    faults.push(`${where} is not written as "key = value": write it so, or remove it.`);
  else if (isSecret(name) && !isKept(value))
    faults.push(
      `${where} has characters that an ini file does not keep (# ; \\ or quotes): ` +
        `put the key into a file of its own and set ${key}_file to its path.`,
    );
  if (seen.has(where)) faults.push(`${where} is written more than once: keep one.`);
  seen.add(where);
  return faults.length === before;
}

/** Whether the parser returns a value as it was written; in double quotes it is read as JSON. */
function isKept(value: string): boolean {
  if (!value.startsWith('"')) return !/^'|[;#\\]/.test(value);
  try {
    return typeof JSON.parse(value) === 'string';
  } catch {
    return false;
  }
}
