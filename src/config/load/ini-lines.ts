import { settingOf } from './setting-definitions.ts';
import { holdsKey } from './raw-setting.ts';

/** Whose lines are looked at: keys that begin with `start`, before any section and in the one section. */
export interface IniScope {
  readonly file: string;
  readonly section: string;
  /** `'jwt.'` */
  readonly start: string;
}

interface OpenLine {
  readonly name: string;
  readonly where: string;
  readonly indent: number;
  readonly index: number;
}

const HEADING = /^\[([^\]]*)\]\s*$/;
const ASSIGNMENT = /^([\w.-]+)\s*=(.*)$/;

/**
 * Makes the text of an ini file safe to give to the parser, which never says no: it takes `#` inside a secret for a comment, a key
 * without value for `true`, the last of two for both, and a second line for another key. All that is a fault here.
 *
 * Lines that are indented more than a list above them go on with it, as in the files of Pyramid; a dot in a section's name is a dot.
 *
 * @param faults - takes one sentence for each such line of ours; none shows a value
 */
export function strictIni(text: string, scope: IniScope, faults: string[]): string {
  const lines: string[] = [];
  const seen = new Set<string>();
  let place: string | null = null;
  let open: OpenLine | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    const heading = HEADING.exec(line)?.[1]?.trim();
    if (heading !== undefined) {
      place = heading;
      open = null;
      // In quotes, so that the parser takes the name for what we take it for.
      lines.push(`[${JSON.stringify(heading.replaceAll('.', '\\.'))}]`);
    } else if (line.startsWith('[')) {
      faults.push(
        `${scope.file} has a heading of a section that is not alone on its line: write "[name]" and nothing behind it.`,
      );
      place = null;
    } else if (trimmed === '' || /^[;#]/.test(trimmed)) continue;
    else if (isContinuation(line, open, scope.start)) fold(lines, open, trimmed, faults);
    else {
      const ours =
        startsWithin(trimmed, scope.start) && (place === null || place === scope.section);
      open = ours
        ? opened(
            line,
            lines.length,
            place === null ? scope.file : `${scope.file}, [${place}]`,
            scope.start,
          )
        : null;
      if (open === null || isSound(trimmed, open, seen, faults)) lines.push(line);
    }
  }
  return lines.join('\n');
}

/** In any case, so that `JWT.expiration` is a fault and not ignored. */
function startsWithin(line: string, start: string): boolean {
  return line.toLowerCase().startsWith(start.toLowerCase());
}

/** The name ends where it can be one no longer: behind a forgotten `=` may stand a key, which no fault may show. */
function opened(line: string, index: number, source: string, start: string): OpenLine {
  const trimmed = line.trim();
  const name = /^[\w-]*/.exec(trimmed.slice(start.length))?.[0] ?? '';
  return {
    name,
    where: `${trimmed.slice(0, start.length)}${name} in ${source}`,
    indent: indentOf(line),
    index,
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** A line with an `=` of its own is a key, however it is indented. */
function isContinuation(line: string, open: OpenLine | null, start: string): open is OpenLine {
  return (
    open !== null &&
    indentOf(line) > open.indent &&
    !line.includes('=') &&
    !startsWithin(line.trim(), start)
  );
}

function fold(lines: string[], open: OpenLine, item: string, faults: string[]): void {
  const before = lines[open.index] ?? '';
  if (settingOf(open.name)?.kind !== 'list') {
    faults.push(
      `${open.where} goes on in the next line, which only a list can: write it on one line, or a key into a file of its own.`,
    );
  } else if (/[;#]/.test(before + item)) {
    faults.push(`${open.where} has a comment between its lines: put that above it.`);
  } else {
    lines[open.index] = `${before}${/[=,]\s*$/.test(before) ? ' ' : ', '}${item}`;
  }
}

function isSound(
  line: string,
  { name, where }: OpenLine,
  seen: Set<string>,
  faults: string[],
): boolean {
  const before = faults.length;
  const value = ASSIGNMENT.exec(line)?.[2]?.trim();
  if (value === undefined)
    faults.push(`${where} is not written as "key = value": do that, or remove it.`);
  else if (holdsKey(name) && !isExact(value)) {
    const cure = `put the key into a file of its own and name that with ${name}_file`;
    faults.push(
      `${where} has characters that an ini file does not keep (# ; \\ or quotes): ${cure}.`,
    );
  }
  if (seen.has(where)) faults.push(`${where} is there more than once: keep one.`);
  seen.add(where);
  return faults.length === before;
}

/** Whether the parser gives a value back as it was written, or as JSON writes it when it is in double quotes. */
function isExact(value: string): boolean {
  if (!value.startsWith('"')) return !/^'|[;#\\]/.test(value);
  try {
    return typeof JSON.parse(value) === 'string';
  } catch {
    return false;
  }
}
