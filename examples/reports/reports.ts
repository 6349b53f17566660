import { randomUUID } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import { Allow, user } from 'pyramidion';
import type { Acl, Resource } from 'pyramidion';
import { root } from './security.ts';

/** What is kept of a report. */
export interface ReportRecord {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly text: string;
}

/** A report as a resource: its owner may edit it, and above it stands the root. */
export class Report implements Resource {
  readonly record: ReportRecord;
  readonly id: string;
  readonly parent: Resource = root;

  constructor(record: ReportRecord) {
    this.record = record;
    this.id = record.id;
  }

  get acl(): Acl {
    return [[Allow, user(this.record.owner), 'edit']];
  }
}

/** The reports, in LMDB. */
export class Reports {
  readonly #records: Database<ReportRecord, string>;

  constructor(database: RootDatabase) {
    this.#records = database.openDB<ReportRecord, string>({ name: 'reports' });
  }

  all(): ReportRecord[] {
    return [...this.#records.getRange()].map(({ value }) => value);
  }

  /** The report of an id, or `null`; the length is checked because LMDB has none for long keys. */
  find(id: unknown): Report | null {
    const record = typeof id === 'string' && id.length <= 64 ? this.#records.get(id) : undefined;
    return record === undefined ? null : new Report(record);
  }

  async add(
    owner: string,
    { title, text }: { title: string; text: string },
  ): Promise<ReportRecord> {
    const record = { id: randomUUID(), owner, title, text };
    await this.#records.put(record.id, record);
    return record;
  }

  async change(
    record: ReportRecord,
    { title, text }: { title: string; text: string },
  ): Promise<ReportRecord> {
    const changed = { ...record, title, text };
    await this.#records.put(record.id, changed);
    return changed;
  }
}
