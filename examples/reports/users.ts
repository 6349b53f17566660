import { hash, verify } from '@node-rs/argon2';
import type { Database, RootDatabase } from 'lmdb';

/** What is stored of a user. */
interface UserRecord {
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

/** The users in LMDB, with their roles and argon2id hashes of their passwords. */
export class Users {
  readonly #records: Database<UserRecord, string>;
  /**
   * Verified for an unknown name, so that refusing it takes as long as refusing a wrong password.
   */
  readonly #decoy: Promise<string> = hash('no password');

  constructor(database: RootDatabase) {
    this.#records = database.openDB<UserRecord, string>({ name: 'users' });
  }

  /** Adds a user, unless the name is taken. */
  async add(name: string, password: string, roles: readonly string[]): Promise<void> {
    if (!this.#records.doesExist(name))
      await this.#records.put(name, { passwordHash: await hash(password), roles });
  }

  /** Returns the roles that a user has now, or null if there is no such user. */
  rolesOf(name: string | number): readonly string[] | null {
    return typeof name === 'string' ? (this.#records.get(name)?.roles ?? null) : null;
  }

  async setRoles(name: string, roles: readonly string[]): Promise<void> {
    const record = this.#records.get(name);
    if (record !== undefined) await this.#records.put(name, { ...record, roles });
  }

  async setPassword(name: string, password: string): Promise<void> {
    const passwordHash = await hash(password);
    const record = this.#records.get(name);
    if (record !== undefined) await this.#records.put(name, { ...record, passwordHash });
  }

  /** Returns whether there is a user with this name and password. */
  async hasPassword(name: string, password: string): Promise<boolean> {
    const record = this.#records.get(name);
    const good = await verify(record?.passwordHash ?? (await this.#decoy), password);
    return record !== undefined && good;
  }
}
