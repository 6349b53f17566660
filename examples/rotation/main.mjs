/**
 * Rotates keys under load: three processes of one application, users with sliding sessions, and
 * programs with long tokens. The keys go from HS512 to ES256 and to another ES256.
 * Usage: npm run build && node examples/rotation/main.mjs
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROCESSES = 3;
const USERS = 20;
const PROGRAMS = 5;
/** Between two steps, in milliseconds: a session is renewed once or twice in this time. */
const STEP = 2500;
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'pyramidion-rotation-'));
const file = join(folder, 'keys.json');
const counts = { requests: 0, renewals: 0, refused: 0 };
let isOver = false;

keys('add --algorithm HS512 --kid 2025', { input: command('secret') });
const servers = Array.from({ length: PROCESSES }, () => fork(SERVER, [file]));
try {
  const ports = await Promise.all(
    servers.map(async (server) => (await once(server, 'message'))[0]),
  );
  const urlOf = (path) => `http://127.0.0.1:${ports[Math.floor(Math.random() * PROCESSES)]}${path}`;
  const clients = [
    ...Array.from({ length: USERS }, (_, user) => browse(urlOf, `user-${user}`)),
    ...Array.from({ length: PROGRAMS }, (_, program) => call(urlOf, `program-${program}`)),
  ];
  await step('Everything is signed with the secret.');
  keys('rotate --algorithm ES256');
  await step('A key pair is on standby: every process has read it.');
  keys('rotate --after 0s');
  await step('The key pair signs.');
  keys('rotate --after 0s');
  await step('The next key pair signs.');
  isOver = true;
  const algorithms = await Promise.all(clients);
  const users = algorithms.slice(0, USERS);
  const published = await (await fetch(urlOf('/jwks.json'))).json();
  console.log(`\nSessions that are signed with ES256 now: ${count(users, 'ES256')} of ${USERS}`);
  console.log(
    `Programs that still use their first token: ${count(algorithms, 'HS512')} of ${PROGRAMS}`,
  );
  console.log(`Public keys at /jwks.json: ${published.keys.length}`);
  console.log(`Requests that were refused: ${counts.refused} of ${counts.requests}`);
  if (counts.refused > 0) process.exitCode = 1;
} finally {
  for (const server of servers) server.disconnect();
  rmSync(folder, { recursive: true });
}

/** A user of a browser, whose session slides. Returns the algorithm of the last cookie. */
async function browse(urlOf, user) {
  const login = await fetch(urlOf(`/login/${user}`));
  let cookie = cookieOf(login);
  while (!isOver) {
    const answer = await fetch(urlOf('/'), { headers: { cookie } });
    await judge(answer, user);
    const renewed = cookieOf(answer);
    if (renewed !== null) counts.renewals++;
    cookie = renewed ?? cookie;
    await pause(20);
  }
  return algorithmOf(cookie.slice(cookie.indexOf('=') + 1));
}

/** A program that keeps one token. Returns its algorithm. */
async function call(urlOf, program) {
  const token = await (await fetch(urlOf(`/token/${program}`))).text();
  while (!isOver) {
    await judge(
      await fetch(urlOf('/'), { headers: { authorization: `Bearer ${token}` } }),
      program,
    );
    await pause(20);
  }
  return algorithmOf(token);
}

async function judge(answer, user) {
  counts.requests++;
  if (answer.status !== 200 || (await answer.text()) !== user) counts.refused++;
}

async function step(text) {
  await pause(STEP);
  const { requests, renewals, refused } = counts;
  console.log(`\n${text}`);
  console.log(keys('list').trimEnd());
  console.log(`${requests} requests, ${renewals} renewed sessions, ${refused} refused`);
}

function keys(line, options) {
  return command(`keys ${line} --file ${file}`, options);
}

function command(line, options = {}) {
  return execFileSync(process.execPath, [CLI, ...line.split(' ')], {
    encoding: 'utf8',
    ...options,
  });
}

function cookieOf(answer) {
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? null;
}

function algorithmOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).alg;
}

function count(algorithms, name) {
  return algorithms.filter((algorithm) => algorithm === name).length;
}
