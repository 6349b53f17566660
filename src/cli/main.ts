#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './run.ts';

const { status, out, err } = await run(process.argv.slice(2), {
  env: process.env,
  stdin: () => readFileSync(0, 'utf8'),
  now: () => Date.now(),
});
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = status;
