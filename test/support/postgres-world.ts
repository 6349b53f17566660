import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import postgres from 'postgres';
import { postgresStore } from '../../src/stores/postgres.ts';
import type { PostgresClient } from '../../src/stores/postgres.ts';
import type { StoreWorld } from '../../src/testing/store-contract/store-bench.ts';

/** Returns the name of a schema that does not exist. */
export function newSchema(): string {
  return `s${randomBytes(8).toString('hex')}`;
}

/** Returns a statement that loses all of the content. */
export function truncate(schema: string): string {
  return `truncate ${['entry', 'session', 'clock'].map((table) => `${schema}.${table}`).join(', ')}`;
}

/** Clients that share a server, as those of two processes do. */
interface Clients {
  readonly all: readonly PostgresClient[];
  run(statement: string): Promise<unknown>;
  end(): Promise<unknown>;
}

/** Contents, one after another, in one schema: to make a schema takes long. */
export class PostgresWorlds {
  readonly #clients: Clients;
  readonly #schema = newSchema();

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  open(): StoreWorld {
    const { all } = this.#clients;
    const schema = this.#schema;
    let made = 0;
    const empty = async (): Promise<void> => void (await this.#clients.run(truncate(schema)));
    return {
      store: async () => postgresStore(all[made++ % all.length] as PostgresClient, { schema }),
      empty,
      close: empty,
    };
  }

  async end(): Promise<void> {
    await this.#clients.end();
  }
}

export function pools(url: string): Clients {
  const all = [1, 2].map(() => new Pool({ connectionString: url, max: 4 }));
  return {
    all,
    run: (statement) => (all[0] as Pool).query(statement),
    end: () => Promise.all(all.map((pool) => pool.end())),
  };
}

export function sqls(url: string): Clients {
  const options = { max: 4, onnotice: () => {}, backoff: () => 0.05 };
  const all = [1, 2].map(() => postgres(url, options));
  return {
    all,
    run: (statement) => (all[0] as (typeof all)[0]).unsafe(statement),
    end: () => Promise.all(all.map((sql) => sql.end({ timeout: 1 }))),
  };
}
