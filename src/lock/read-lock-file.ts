import { ConfigurationError } from '../options/configuration-error.ts';
import type { LockFile } from './lock-file.ts';
import { BY_SAMPLE, FIRST_LINE, passesAll, VERSION, written } from './lock-file.ts';

const PERSONA = /^persona ([^:]+): (.+)$/;
const ROUTE = /^(\S+(?: \S+)*) {2}(\S+(?: \S+)*)$/;
const CELL = /^ {2}([^:]+): (.+)$/;
const CURE = 'Write it with "npx pyramidion lock", and review the difference.';

/**
 * Reads a lock file. Its line breaks may be those of Windows, which git makes, and it may begin
 * with the byte order mark that editors of Windows write.
 *
 * @throws ConfigurationError `settings_invalid` if it is damaged, or of another version
 */
export function readLockFile(given: string): LockFile {
  const text = given.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (text.startsWith('\uFFFD')) throw damaged(1, 'is no UTF-8 (is it UTF-16?)');
  const lines = text.split('\n');
  const version = lines[0]?.startsWith(FIRST_LINE) ? lines[0].slice(FIRST_LINE.length) : null;
  if (version === null) throw damaged(1, 'is not the first line of a lock file');
  if (version !== VERSION)
    throw damaged(1, `has the version ${version}, and only ${VERSION} is known here`);
  const personas = new Map<string, string>();
  const routes = new Map<string, { asks: string; cells: Map<string, string> }>();
  let last: { asks: string; cells: Map<string, string> } | null = null;
  lines.forEach((line, at) => {
    const isEmpty = line === '' || line.startsWith('#');
    const [, name = '', value = ''] =
      PERSONA.exec(line) ?? CELL.exec(line) ?? ROUTE.exec(line) ?? [];
    if (isEmpty) return;
    if (/^(<{7}|={7}|>{7})/.test(line)) throw damaged(at + 1, 'is a merge conflict');
    if (name === '' || line !== line.trimEnd()) throw damaged(at + 1, 'cannot be read');
    if (line.startsWith('persona ')) personas.set(name, value);
    else if (!line.startsWith(' ')) routes.set(name, (last = { asks: value, cells: new Map() }));
    else if (last === null) throw damaged(at + 1, 'stands before the first route');
    else last.cells.set(name, value);
  });
  const file = { personas, routes };
  checkCells(file);
  // The order, the spaces and the comments are written, too: a difference means that someone edits.
  const own = written(file).split('\n');
  const place = own.findIndex((line, at) => line !== lines[at]);
  if (place !== -1 || own.length !== lines.length)
    throw damaged((place === -1 ? own.length : place) + 1, 'is not as it was written');
  return file;
}

/** A line that was removed must not pass for a persona that was not asked. */
function checkCells({ personas, routes }: LockFile): void {
  for (const [route, { asks, cells }] of routes) {
    const names = [...personas.keys()].filter((name) => cells.has(name));
    const isSame = passesAll(asks)
      ? cells.size === 0
      : names.length === cells.size &&
        [...personas].every(([name, own]) => cells.has(name) || own === BY_SAMPLE);
    if (!isSame)
      throw new ConfigurationError(
        `The lock file is damaged: ${route} has not one line for each persona. ${CURE}`,
        'settings_invalid',
      );
  }
}

function damaged(line: number, what: string): ConfigurationError {
  return new ConfigurationError(
    `The lock file is damaged: line ${line} ${what}. ${CURE}`,
    'settings_invalid',
  );
}
