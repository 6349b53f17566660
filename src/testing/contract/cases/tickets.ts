import type { CaseTable } from '../bench.ts';
import { same } from '../check.ts';
import type { Reply } from '../client.ts';
import { headerOf } from '../reply.ts';

/** Tickets: tokens in the address of a request that reads. */
export const ticketCases: CaseTable = {
  async 'authenticates a ticket in the address, and lets nothing keep the response'(bench) {
    const ticket = await bench.ticket();
    for (const path of ['/ticketed', '/ticketed/cache']) {
      const reply = await bench.ask(`${path}?page=2&ticket=${ticket}`);
      same([reply.status, reply.body], [200, 'alice'], `${path}: status and body`);
      isProtected(reply);
    }
  },

  async 'opens nothing else with a ticket, and protects the refusal as well'(bench) {
    const ticket = await bench.ticket();
    for (const [path, status] of [
      [`/ticketed/edit?ticket=${ticket}`, 403],
      [`/required?ticket=${ticket}`, 403],
      [`/required?ticket=${ticket}x`, 401],
      [`/required?ticket=${ticket}&ticket=${ticket}`, 400],
    ] as const) {
      const reply = await bench.ask(path);
      same(reply.status, status, path.split('?', 1)[0] as string);
      isProtected(reply);
    }
  },

  async 'reads a ticket in no request that writes'(bench) {
    const ticket = await bench.ticket();
    const reply = await bench.ask(`/ticketed?ticket=${ticket}`, { method: 'POST' });
    same([reply.status, reply.body], [200, 'anonymous'], 'a page that everyone may view');
    isProtected(reply);
    const refused = await bench.ask(`/required?ticket=${ticket}`, { method: 'POST' });
    same(refused.status, 401, 'a page that needs a user');
  },
};

function isProtected(reply: Reply): void {
  same(
    [headerOf(reply, 'cache-control'), headerOf(reply, 'referrer-policy')],
    ['no-store', 'no-referrer'],
    'Cache-Control and Referrer-Policy',
  );
}
