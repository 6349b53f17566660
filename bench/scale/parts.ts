/** The parts of the library that the benchmark of tables measures; they are not exported. */
export { CutOffTable } from '../../src/sessions/cut-off-table.ts';
export { Fingerprinter } from '../../src/sessions/fingerprint.ts';
export { IdTable } from '../../src/sessions/id-table.ts';
export { liveMarkOf } from '../../src/sessions/live-mark-of.ts';
export { RevokedState } from '../../src/sessions/revoked.ts';
