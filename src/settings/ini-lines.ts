import { settingOf } from './names.ts';

/** A line of an ini file that speaks of a setting, with the lines that go on with it. */
export interface IniLine {
  /** As it is spelt, prefix and all. */
  readonly key: string;
  /** The key without prefix. */
  readonly name: string;
  /** Key and place, for faults. */
  readonly where: string;
  /** What stands behind the `=`, unread; `null` when the line is not `key = value`. */
  value: string | null;
}

/** The lines of each section, `null` for those before any; a section without a line of ours is there as well. */
export type IniSections = ReadonlyMap<string | null, readonly IniLine[]>;

interface OpenLine extends IniLine {
  readonly indent: number;
}

const HEADING = /^\[([^\]]*)\]\s*$/;
const ASSIGNMENT = /^([\w.-]+)\s*=(.*)$/;

/**
 * Takes an ini file apart into the lines whose keys begin with a prefix, in any case, so that `JWT.expiration` is a fault and not ignored.
 *
 * Lines that are indented more than a list above them go on with it, as in the files of Pyramid; a dot in a section's name is a dot.
 *
 * @param start - what keys of ours begin with: `'jwt.'`
 * @param faults - takes one sentence for each line that does not say clearly what it belongs to; none shows a value
 */
export function iniSections(text: string, file: string, start: string, faults: string[]): IniSections {
  const sections = new Map<string | null, OpenLine[]>([[null, []]]);
  let lines = sections.get(null) as OpenLine[];
  let source = file;
  let open: OpenLine | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    const heading = HEADING.exec(line)?.[1]?.trim();
    if (heading !== undefined) {
      lines = sections.get(heading) ?? [];
      sections.set(heading, lines);
      source = `${file}, [${heading}]`;
      open = null;
    } else if (line.startsWith('[')) {
      faults.push(`${file} has a heading that is not alone on its line: write "[name]" and nothing behind it.`);
      open = null;
    } else if (trimmed === '' || /^[;#]/.test(trimmed)) continue;
    else if (open !== null && goesOn(line, open, start)) fold(open, trimmed, faults);
    else {
      open = begins(trimmed, start) ? opened(line, start, source) : null;
      if (open !== null) lines.push(open);
    }
  }
  return sections;
}

function begins(line: string, start: string): boolean {
  return line.toLowerCase().startsWith(start.toLowerCase());
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function opened(line: string, start: string, source: string): OpenLine {
  const trimmed = line.trim();
  const [, key = trimmed, value = null] = ASSIGNMENT.exec(trimmed) ?? [];
  // For faults the name ends where it can be one no longer: behind a forgotten `=` may stand a key, which none may show.
  const shown = trimmed.slice(0, start.length) + (/^[\w-]*/.exec(trimmed.slice(start.length))?.[0] ?? '');
  return { key, name: key.slice(start.length), value, where: `${shown} in ${source}`, indent: indentOf(line) };
}

/** A line with an `=` of its own is a key, however it is indented. */
function goesOn(line: string, open: OpenLine, start: string): boolean {
  return indentOf(line) > open.indent && !line.includes('=') && !begins(line.trim(), start);
}

function fold(open: OpenLine, item: string, faults: string[]): void {
  const { name, where, value } = open;
  if (settingOf(name)?.kind !== 'list')
    faults.push(`${where} goes on in the next line, as only a list can: write it on one, or a key into a file of its own.`);
  else if (/[;#]/.test(value + item)) faults.push(`${where} has a comment between its lines: put that above it.`);
  else if (value !== null) open.value = value + (/(^|,)\s*$/.test(value) ? ' ' : ', ') + item;
}
