import type { PGlite } from '@electric-sql/pglite';
import { Client, Pool } from 'pg';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { postgresStore } from '../../src/stores/postgres.ts';

describe('the client of a store', () => {
  it('is what its package exports, without a cast', () => {
    const pglite = { query() {}, exec() {}, listen() {} } as unknown as PGlite;
    const pool = new Pool({ max: 2 });
    const bigints = { types: { bigint: postgres.BigInt } };
    const camel = { transform: postgres.camel };
    const clients = [pool, postgres(), postgres(bigints), postgres(camel), pglite];
    for (const client of clients) expect(postgresStore(client).name).toBe('postgres');
  });

  it('does not compile, and is refused, if it is another object', () => {
    // @ts-expect-error a single connection has no second one to listen
    expect(() => postgresStore(new Client())).toThrow('make a Pool');
    // @ts-expect-error a class
    expect(() => postgresStore(Pool)).toThrow('needs a Pool');
    // @ts-expect-error an address
    expect(() => postgresStore('postgres://127.0.0.1')).toThrow('needs a Pool');
    // @ts-expect-error nothing
    expect(() => postgresStore(null)).toThrow('needs a Pool');
    // @ts-expect-error a misspelt option
    expect(() => postgresStore(new Pool(), { shema: 'x' })).toThrow('schema');
  });
});
