/** The parts of the library that the benchmark of checks measures; they are not exported. */
export { fixedKeys } from '../../src/keys/key-source.ts';
export { CutOffTable } from '../../src/sessions/cut-off-table.ts';
export { Fingerprinter } from '../../src/sessions/fingerprint.ts';
export { IdTable } from '../../src/sessions/id-table.ts';
export { LiveSessions } from '../../src/sessions/live-sessions.ts';
export { CachedToken } from '../../src/token/cached-token.ts';
