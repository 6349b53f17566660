/**
 * The hot path, walked a given number of times in a process of its own whose instructions are counted from outside: nothing in it depends
 * on time or chance. Usage: node road.mjs TOKENS verify=N hit=N permits=N; in the file, tokens of one length lie one after the other
 */
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { LENGTH, NOW, SECRET } from './tokens.mjs';

// The cache keys its fingerprints with a random number; by chance, tokens would share a slot in one run and not in the next.
crypto.randomBytes = (size) => Buffer.alloc(size, 0x5a);
syncBuiltinESMExports();
const { Allow, Authenticated, createSecurity, Deny } = await import('../../dist/index.js');

const [, , file, ...given] = process.argv;
const counts = Object.fromEntries(given.map((pair) => pair.split('=')).map(([step, count]) => [step, Number(count)]));
const octets = readFileSync(file);
/** A fresh string each time, as a server gets it. */
const token = (index) => octets.latin1Slice(index * LENGTH, (index + 1) * LENGTH);

const site = {
  acl: [
    [Deny, 'group:suspended', 'edit'],
    [Allow, Authenticated, 'read'],
  ],
};
const page = {
  acl: [
    [Allow, 'role:editor', ['edit', 'publish']],
    [Allow, 'user:7', 'edit'],
  ],
  parent: site,
};
const security = createSecurity({
  privateKey: SECRET,
  algorithm: 'HS256',
  expiration: '1h',
  clock: () => NOW * 1000,
  callback: () => ['role:reader', 'group:sales'],
  root: page,
});
const view = (field) => ({ method: 'GET', secure: true, header: (name) => (name === 'authorization' ? field : undefined) });

/** Of the tokens that are verified, none is seen twice; those that hit are the first hundred, over and over. */
const steps = {
  verify: (index) => security.verifyToken(token(100 + index)).ok,
  hit: (index) => security.verifyToken(token(index % 100)).ok,
  permits: (() => {
    const auth = security.authenticate(view(`Bearer ${token(0)}`));
    return () => auth.permits('read');
  })(),
};

for (const [step, run] of Object.entries(steps)) {
  let good = 0;
  for (let index = 0; index < counts[step]; index++) if (run(index)) good++;
  if (good !== counts[step]) throw new Error(`${step}: ${good} of ${counts[step]} came out well`);
}
