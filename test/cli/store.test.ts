import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';

function call(...args: string[]) {
  return run(['store', ...args], { env: {}, stdin: () => '', now: () => 0 });
}

describe('store schema', () => {
  it('prints one transaction, for the schema that is named', async () => {
    const { status, out } = await call('schema', 'postgres', '--name', 'user');
    expect(status).toBe(0);
    expect(out).toMatch(
      /^-- .*\n[^]*\nbegin;\n[^]*create table if not exists "user".clock[^]*\ncommit;\n$/,
    );
    expect(out).not.toContain('pyramidion.');
  });

  it('prints the same as JSON', async () => {
    const { sql } = JSON.parse((await call('schema', 'postgres', '--json')).out) as { sql: string };
    expect(`${sql}\n`).toBe((await call('schema', 'postgres')).out);
  });

  it('prints the tables of SQLite, which have no schema', async () => {
    const { status, out } = await call('schema', 'sqlite');
    expect(status).toBe(0);
    expect(out).toMatch(/^create table if not exists pyramidion_state/);
    expect((await call('schema', 'sqlite', '--name', 'x')).status).toBe(2);
  });

  it('refuses a store without a schema, and a name that would need quotes', async () => {
    for (const args of [
      [],
      ['schema'],
      ['schema', 'toString'],
      ['show', 'postgres'],
      ['schema', 'postgres', '--name', 'a"; drop schema public'],
      ['schema', 'postgres', '--name', 'pg_mine'],
      ['schema', 'postgres', '--name', ''],
    ]) {
      const { status, out, err } = await call(...args);
      expect([status, out], args.join(' ')).toEqual([2, '']);
      expect(err).toContain('Usage: pyramidion store schema postgres');
    }
  });
});
