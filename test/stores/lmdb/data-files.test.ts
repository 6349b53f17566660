import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import type { Key } from 'lmdb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lmdbStore } from '../../../src/stores/lmdb.ts';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import type { Store } from '../../../src/stores/model/store.ts';
import { SealFile } from '../../../src/stores/lmdb/seal.ts';
import { StoreProgram } from '../../support/store-process.ts';

const revoked: NewEntry = { kind: 'session', id: 'own:1', user: 'own:alice', until: null };
const many = Array.from({ length: 3000 }, (_, index) => ({ ...revoked, id: `own:m${index}` }));

describe('the files of an lmdbStore', () => {
  let program: StoreProgram;
  let path: string;
  beforeAll(async () => {
    program = await StoreProgram.build();
  });
  afterAll(() => program.remove());
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'lmdb-files-')), 'data', 'sessions.lmdb');
  });
  afterEach(() => rmSync(dirname(dirname(path)), { recursive: true }));

  /** Fills a store with one entry, and closes it. */
  async function filled(at: string = path, entries: readonly NewEntry[] = [revoked]) {
    const store = lmdbStore({ path: at });
    await store.open(false);
    await store.append(entries);
    await store.close();
  }

  /** What is said when the store is opened. */
  async function opening(store: Pick<Store, 'open' | 'close'> = lmdbStore({ path })) {
    try {
      await store.open(true);
      return 'opened';
    } catch (error) {
      return String(error);
    } finally {
      await store.close().catch(() => null);
    }
  }

  /** What a process says when it opens the store: damage may end it. */
  async function openingElsewhere(): Promise<string> {
    const started = program.start('lmdb', path);
    const said = await opening(started.store);
    await started.kill();
    return said;
  }

  it('are made for their owner only', async () => {
    await filled();
    const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
    expect(mode(dirname(path))).toBe('700');
    for (const suffix of ['', '-lock', '.seal']) expect(mode(path + suffix)).toBe('600');
  });

  it('open again in another process', async () => {
    await filled();
    expect(await openingElsewhere()).toBe('opened');
  });

  it.each(['missing', 'empty'])('are refused if the data file is %s', async (how) => {
    await filled();
    rmSync(path);
    if (how === 'empty') writeFileSync(path, '');
    expect(await openingElsewhere()).toMatch(
      /^ConfigurationError: .*sessions\.lmdb is missing or empty/,
    );
  });

  it.each([2, 10, 100])('are refused if the data file has one %s-th of its size', async (part) => {
    await filled();
    truncateSync(path, Math.floor(statSync(path).size / part));
    expect(await openingElsewhere()).toMatch(/^ConfigurationError: .*was truncated/);
  });

  it('are refused if the last byte of a large data file is missing', async () => {
    await filled(path, many);
    truncateSync(path, statSync(path).size - 1);
    expect(await openingElsewhere()).toMatch(/^ConfigurationError: .*was truncated/);
  });

  it('are refused if the data file is an older copy of its own', async () => {
    await filled(path, many);
    // The file has free pages now and does not grow.
    await filled();
    await filled();
    copyFileSync(path, `${path}.backup`);
    await filled(path, [{ ...revoked, id: 'own:2' }]);
    renameSync(`${path}.backup`, path);
    expect(await opening()).toMatch(/^ConfigurationError: .*older than its seal, by 1 trans/);
  });

  it('are refused if a refresh token was rotated since the copy was made', async () => {
    const store = lmdbStore({ path });
    await store.open(false);
    await store.append(many);
    await store.append([revoked]);
    const now = Date.now();
    const refresh = { jti: 'first', idleUntil: now + 60_000 };
    const session = { id: 'own:s', user: 'own:u', startedAt: now, endsAt: null, until: null };
    await store.addSession({ ...session, label: null, refresh }, false);
    copyFileSync(path, `${path}.backup`);
    const step = { session: 'own:s', presented: 'first', successor: 'second', grace: 0, now };
    await store.rotate({ ...step, idleUntil: now + 60_000 });
    await store.close();
    renameSync(`${path}.backup`, path);
    expect(await opening()).toMatch(/^ConfigurationError: .*older than its seal/);
  });

  it('are refused if the data file is of another store', async () => {
    await filled();
    const other = join(dirname(path), 'other.lmdb');
    await filled(other);
    copyFileSync(other, path);
    expect(await opening()).toMatch(/^ConfigurationError: .*belongs to another store/);
  });

  it('are refused if another database, without content, is in the place of the data', async () => {
    await filled();
    const other = open({ path: join(dirname(path), 'other.mdb'), noSubdir: true });
    await other.put('x', 'y'.repeat(100_000));
    await other.close();
    copyFileSync(join(dirname(path), 'other.mdb'), path);
    expect(await opening()).toMatch(/^ConfigurationError: .*was emptied/);
  });

  it('are refused if the content was removed', async () => {
    await filled();
    const database = open({ path, noSubdir: true, encoding: 'string', overlappingSync: false });
    database.clearSync();
    await database.close();
    expect(await opening()).toMatch(/^ConfigurationError: .*was emptied/);
  });

  it.each<[string, Key, string]>([
    ['state', 'state', 'nonsense'],
    ['state', 'state', '{"generation":5}'],
    ['entry', ['log', 1], '{"kind":"other"}'],
    ['entry', ['log', 1], ''],
  ])('are refused if another program wrote a %s', async (what, key, value) => {
    await filled();
    const database = open({ path, noSubdir: true, encoding: 'string', overlappingSync: false });
    await database.put(key, value);
    await database.close();
    const store = lmdbStore({ path });
    const read = store.open(true).then(() => store.changes(null, 0));
    await expect(read).rejects.toThrow(`holds a value as ${what} that`);
    await store.close();
  });

  it('are refused if the data file is no database', async () => {
    await filled();
    writeFileSync(path, 'x'.repeat(statSync(path).size));
    expect(await openingElsewhere()).toMatch(/^ConfigurationError: .*is no database of LMDB/);
  });

  it('are refused if the seal is missing', async () => {
    await filled();
    rmSync(`${path}.seal`);
    expect(await opening()).toMatch(/^ConfigurationError: .*its \.seal does not/);
    rmSync(path);
    expect(await opening()).toMatch(/^ConfigurationError: .*-lock exists and its \.seal does not/);
  });

  it.each([
    ['empty', () => ''],
    ['other text', () => 'hello\n'],
    ['changed by hand', (line: string) => line.replace(/\d{15} /, '000000000000000 ')],
    ['cut', (line: string) => line.slice(0, 50)],
    ['longer', (line: string) => `${line}x`],
  ])('are refused if the seal is %s', async (_, change) => {
    await filled();
    const seal = `${path}.seal`;
    writeFileSync(seal, change(readFileSync(seal, 'latin1')));
    expect(await opening()).toMatch(/^ConfigurationError: .*\.seal is damaged/);
  });

  it('are made again if all are missing', async () => {
    await filled();
    for (const suffix of ['', '-lock', '.seal']) rmSync(path + suffix);
    expect(await opening()).toBe('opened');
  });

  it('are made by two processes at once, as one store', async () => {
    const two = [program.start('lmdb', path), program.start('lmdb', path)];
    await Promise.all(two.map(({ store }) => store.open(true)));
    const [one, other] = await Promise.all(two.map(({ store }) => store.changes(null, 0)));
    expect(one).toEqual(other);
    expect(one?.entries.map(({ kind }) => kind)).toEqual(['all']);
    for (const started of two) await started.kill();
  });

  it('are completed after a crash in which only the seal was made', async () => {
    mkdirSync(dirname(path));
    new SealFile(`${path}.seal`).create();
    expect(await opening()).toBe('opened');
  });

  it('are refused in a folder that cannot be written', async () => {
    const denied = '/proc/pyramidion/sessions.lmdb';
    await expect(lmdbStore({ path: denied }).open(false)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    const file = join(dirname(dirname(path)), 'file');
    writeFileSync(file, '');
    await expect(lmdbStore({ path: join(file, 'x') }).open(false)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    await expect(lmdbStore({ path: tmpdir() }).open(false)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  it('stop a running store if they are replaced', async () => {
    const store = lmdbStore({ path });
    await store.open(false);
    const { position } = await store.changes(null, 0);
    renameSync(path, `${path}.gone`);
    const lost = { name: 'ConfigurationError' };
    await expect(store.changes(position, 0)).rejects.toMatchObject(lost);
    await expect(store.append([revoked])).rejects.toMatchObject(lost);
    await expect(store.known(['x'])).rejects.toMatchObject(lost);
    renameSync(`${path}.gone`, path);
    expect((await store.append([revoked])).length).toBe(1);
    await store.close();
  });

  it('stop a running store if the data file is truncated', async () => {
    const started = program.start('lmdb', path);
    await started.store.open(false);
    await started.store.append(many);
    truncateSync(path, 4096);
    await expect(started.store.changes(null, 0)).rejects.toThrow(/truncated|ended/);
    await started.kill();
    expect(existsSync(path)).toBe(true);
  });
});

describe('lmdbStore', () => {
  it.each([
    [{}, 'path of lmdbStore has to name a file'],
    [{ path: '' }, 'path of lmdbStore has to name a file'],
    [{ path: 'a\0b' }, 'path of lmdbStore has to name a file'],
    [{ paht: 'x' }, 'lmdbStore has no option "paht": did you mean path?'],
    [{ path: 'x', clock: 5 }, 'clock of lmdbStore has to be a function'],
    [null, 'lmdbStore takes an object of options'],
  ])('refuses the options %j', (options, fault) => {
    expect(() => lmdbStore(options as never)).toThrow(fault);
  });
});
