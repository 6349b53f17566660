#!/usr/bin/env node
import { readTextFile } from '../config/load/text-file.ts';
import { UsageError } from './command.ts';
import { run } from './run.ts';

const { status, out, err } = await run(process.argv.slice(2), {
  env: process.env,
  stdin() {
    const read = readTextFile(0);
    if ('fault' in read) throw new UsageError(`Standard input ${read.fault}.`);
    return read.text;
  },
  now: () => Date.now(),
  colors: process.stdout.isTTY && process.stdout.hasColors(),
});
// A module of the application may have timers or connections, which would keep this process alive.
process.stdout.write(out, () => process.stderr.write(err, () => process.exit(status)));
