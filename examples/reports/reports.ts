import { randomUUID } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import { Allow, Deny } from 'pyramidion';
import type { Acl, Resource } from 'pyramidion';
import { aclFor, owner, when } from 'pyramidion/query';
import type { Permission } from './security.ts';
import { root } from './security.ts';

/** What is stored of a report. */
export interface ReportRecord {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly text: string;
  /** Whether only its owner and administrators may see it. */
  readonly draft: boolean;
}

/** What a client writes of a report. */
export type Draft = Omit<ReportRecord, 'id' | 'owner'>;

/**
 * What is permitted with the reports. With one report it is its ACL; `auth.list` says by the same
 * lines which reports a list shows.
 */
export const reportAcl = aclFor<ReportRecord>()(
  [
    [Allow, owner('owner'), ['reports', 'edit']],
    when({ draft: true }, [Deny, 'role:reports', 'reports']),
  ],
  { root },
);

/** A report as a resource, whose parent is the root. */
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
    return reportAcl(this.record);
  }
}

/** The reports in LMDB. */
export class Reports {
  readonly #records: Database<ReportRecord, string>;

  constructor(database: RootDatabase) {
    this.#records = database.openDB<ReportRecord, string>({ name: 'reports' });
  }

  all(): ReportRecord[] {
    return [...this.#records.getRange()].map(({ value }) => complete(value));
  }

  /** Returns the report of an id, or null. LMDB throws for a long key. */
  find(id: unknown): Report | null {
    const record = typeof id === 'string' && id.length <= 64 ? this.#records.get(id) : undefined;
    return record === undefined ? null : new Report(complete(record));
  }

  async add(owner: string, draft: Draft): Promise<ReportRecord> {
    const record = { id: randomUUID(), owner, ...draft };
    await this.#records.put(record.id, record);
    return record;
  }

  async change(record: ReportRecord, draft: Draft): Promise<ReportRecord> {
    const changed = { ...record, ...draft };
    await this.#records.put(record.id, changed);
    return changed;
  }
}

/** Reports that were stored before there were drafts are none. */
function complete(stored: ReportRecord): ReportRecord {
  return { ...stored, draft: stored.draft === true };
}
