import { randomUUID } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import { Allow, user } from 'pyramidion';
import type { Acl, Resource } from 'pyramidion';
import type { Permission } from './security.ts';
import { root } from './security.ts';

/** What is stored of a report. */
export interface ReportRecord {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly text: string;
}

/** A report as a resource: its owner may edit it, and its parent is the root. */
export class Report implements Resource<Permission> {
  readonly record: ReportRecord;
  /** Names the report in the sentence that explains a decision. */
  readonly id: string;
  readonly parent: Resource<Permission> = root;

  constructor(record: ReportRecord) {
    this.record = record;
    this.id = record.id;
  }

  get acl(): Acl<Permission> {
    return [[Allow, user(this.record.owner), 'edit']];
  }
}

/** The reports in LMDB. */
export class Reports {
  readonly #records: Database<ReportRecord, string>;

  constructor(database: RootDatabase) {
    this.#records = database.openDB<ReportRecord, string>({ name: 'reports' });
  }

  all(): ReportRecord[] {
    return [...this.#records.getRange()].map(({ value }) => value);
  }

  /** Returns the report of an id, or null. LMDB throws for a long key. */
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
