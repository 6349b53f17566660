import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeApp } from './app.ts';
import { openDataFolder } from './data-folder.ts';
import { LoginBrake } from './login-brake.ts';
import { Reports } from './reports.ts';
import { makeSecurity } from './security.ts';
import { openSessionStore } from './session-store.ts';
import { Users } from './users.ts';

const folder = process.env['DATA_DIR'] ?? 'data';
const { secret, passwords, database } = openDataFolder(folder);
const users = new Users(database);
await users.add('alice', passwords['alice'] as string, ['admin']);
await users.add('bob', passwords['bob'] as string, ['reports']);
const reports = new Reports(database);
if (reports.all().length === 0) {
  await reports.add('alice', {
    title: 'Quarterly figures',
    text: 'Only admins may change this one.',
    draft: false,
  });
  await reports.add('bob', {
    title: 'Visit to the quarry',
    text: 'Bob wrote this, so Bob may change it.',
    draft: false,
  });
}
const brake = new LoginBrake(Number(process.env['LOGIN_PAUSE'] ?? 30));
const sessions = openSessionStore(folder);
const security = makeSecurity(secret, users, sessions.store);
// Until the list of what is revoked was read, every request with a token would have to wait.
await security.ready();
const server = createServer(makeApp(security, users, reports, brake));
// Not passed to `listen`: each failed attempt would leave its callback, and all would print.
server.once('listening', () => {
  server.removeAllListeners('error');
  greet(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
listen(Number(process.env['PORT'] ?? 3000));

/** Listens on the port, or on the next free one. */
function listen(port: number): void {
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && port < 65_535) listen(port + 1);
    else throw error;
  });
  server.listen(port, '127.0.0.1');
}

function greet(url: string): void {
  console.log(`Reports is at ${url}/
In a browser, log in as alice (admin) with ${passwords['alice']} or as bob (reports) with ${passwords['bob']}.
With curl, line by line:

  TOKEN=$(curl -s ${url}/login -H 'Content-Type: application/json' -d '{"name":"bob","password":"${passwords['bob']}"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/reports -H "Authorization: Bearer $TOKEN"
  curl -i ${url}/reports -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"title":"From the command line","text":"Hello"}'
`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void stop());
    server.closeAllConnections();
  });
}

/** Closes what was opened, in this order: requests use the security, and it uses the store. */
async function stop(): Promise<void> {
  await security.close();
  sessions.close();
  await database.close();
  process.exit(0);
}
