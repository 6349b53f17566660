import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionNames } from '../src/config/options.ts';
import { blocksIn } from './guide/blocks.ts';
import { ROOT } from './support/gate.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = blocksIn(readme);
const blockWith = (part: string): string =>
  blocks.find(({ text }) => text.includes(part))?.text as string;
const dist = join(ROOT, 'dist/index.js');

/** A session of a shell: each command, and what the README says that it prints. */
const sessions = blocks
  .filter(({ text }) => text.startsWith('$ '))
  .map(({ text }) => {
    const lines = text.trimEnd().split('\n');
    const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    return { commands, printed: lines.filter((line) => !line.startsWith('$ ')).join('\n') };
  });

describe.runIf(existsSync(dist))('the README, followed in an empty folder', () => {
  let folder: string;
  let server: ChildProcess;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'readme-'));
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(ROOT, join(folder, 'node_modules/pyramidion'), 'dir');
    // Port 3000 may be taken where the tests run.
    const port = 3100 + (process.pid % 800);
    writeFileSync(
      join(folder, 'server.mjs'),
      blockWith('createServer(').replace('3000', String(port)),
    );
    const npx = `npx() { shift; "${process.execPath}" "${ROOT}dist/cli/main.js" "$@"; }; curl() { command curl -s "\${@//:3000/:${port}}"; };`;
    const made = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'secret'], {
      encoding: 'utf8',
    }).stdout.trim();
    env = { PATH: process.env.PATH, JWT_PRIVATE_KEY: made, SHELL_START: npx };
    server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env, stdio: 'ignore' });
    for (let tries = 0; tries < 100; tries++) {
      if (
        await fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, 30_000);
  afterAll(() => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has sessions of a shell that print what is written, but for the date', () => {
    expect(sessions).toHaveLength(2);
    const dateless = (text: string) =>
      text
        .replaceAll('\r', '')
        .replace(/^Date: .*$/m, 'Date:')
        .trim();
    for (const { commands, printed } of sessions) {
      const { stdout } = spawnSync(
        'bash',
        ['--norc', '-c', `${env['SHELL_START']}\n${commands.join('\n')}`],
        {
          cwd: folder,
          env,
          encoding: 'utf8',
        },
      );
      expect(dateless(stdout)).toBe(dateless(printed));
    }
  });
});

describe('the tables of the README', () => {
  it('name every option there is and no other', () => {
    const table = readme.slice(readme.indexOf('## Options'), readme.indexOf('`headerPolicy({'));
    const named = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell]) =>
      [...(cell as string).matchAll(/`(\w+)`/g)].map(([, name]) => name as string),
    );
    expect(named.filter((name) => name !== 'option').toSorted()).toEqual(
      [...optionNames].toSorted(),
    );
  });

  it('show no secret in any sample', () => {
    for (const { text } of blocks)
      expect(text).not.toMatch(/(privateKey|PRIVATE_KEY)\s*[:=]\s*['"]/);
  });
});
