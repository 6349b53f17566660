/** `npm start`: installs and builds if needed, then runs the example until it gets a signal. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { buildExample, buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

try {
  ensureInstalled(ROOT);
  buildLibrary();
  buildExample();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const server = spawn(
  process.execPath,
  [join(ROOT, 'examples/reports/dist/main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
