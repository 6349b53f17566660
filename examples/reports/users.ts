import { hash, verify } from '@node-rs/argon2';
import type { Database, RootDatabase } from 'lmdb';

/** What is kept of a user. */
interface UserRecord {
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

/** The users: argon2id hashes and roles in LMDB. */
export class Users {
  readonly #records: Database<UserRecord, string>;
  /** The hash of nobody's password: an unknown name takes as long to refuse as a wrong password. */
  readonly #decoy: Promise<string> = hash('nobody');

  constructor(database: RootDatabase) {
    this.#records = database.openDB<UserRecord, string>({ name: 'users' });
  }

  async add(name: string, password: string, roles: readonly string[]): Promise<void> {
    if (!this.#records.doesExist(name))
      await this.#records.put(name, { passwordHash: await hash(password), roles });
  }

  exists(name: string): boolean {
    return this.#records.doesExist(name);
  }

  /** The roles of the user with this name and password, or `null`. */
  async logIn(name: string, password: string): Promise<readonly string[] | null> {
    const record = this.#records.get(name);
    const good = await verify(record?.passwordHash ?? (await this.#decoy), password);
    return record !== undefined && good ? record.roles : null;
  }
}
