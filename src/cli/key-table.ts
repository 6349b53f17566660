import type { KeyDocument } from '../keys/file/key-document.ts';

/** A key of a file as it is printed: nothing of the key itself. */
export interface KeyRow {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: string;
  readonly since: string;
  /** Null if it has no end. */
  readonly until: string | null;
}

export function rowsOf(document: KeyDocument): readonly KeyRow[] {
  return document.map(({ jwk, state, since, until }) => ({
    kid: jwk.kid as string,
    algorithm: jwk.alg as string,
    state,
    since: dayAndTime(since),
    until: until === null ? null : dayAndTime(until),
  }));
}

/** Returns a line for each key, in columns. */
export function tableOf(document: KeyDocument): string {
  const lines = rowsOf(document).map(({ state, algorithm, kid, since, until }) => [
    state,
    algorithm,
    kid,
    `since ${since}`,
    until === null ? '' : `until ${until}`,
  ]);
  const widthOf = (column: number): number =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0));
  return lines
    .map((cells) => cells.map((cell, column) => cell.padEnd(widthOf(column))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function dayAndTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
