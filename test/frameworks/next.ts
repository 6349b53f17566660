import * as runner from 'node:test';
import { after, before, describe } from 'node:test';
import { adapterContract } from 'pyramidion/testing';
import type { FrameworkServer } from './framework-server.ts';
import { NextClient, startNext } from './next-client.ts';
import { actionTests } from './next-actions.ts';
import { browserTests } from './next-browser.ts';
import { pageTests } from './next-pages.ts';
import { routeTests } from './next-routes.ts';

const CANNOT = {
  'answers 400 to a repeated Authorization header': 'Next reads the first of the two',
  'refuses a WebSocket handshake by cookie that another site sent': 'Next serves no handshake',
};

describe('Next', () => {
  let server: FrameworkServer;
  let client: NextClient;

  before(async () => {
    server = await startNext();
    client = new NextClient(server.port);
  });
  after(() => server.close());

  for (const times of ['once', 'twice'])
    describe(`the adapter for Next, mounted ${times}`, () => {
      adapterContract(
        runner,
        // One server has the four applications; a header says which is meant.
        (_security, _routes, { onRefused }) => {
          const name = onRefused === undefined ? times : `${times}-refusing`;
          return Promise.resolve({
            port: client.port,
            send: (asked) =>
              client.send({ ...asked, headers: [...asked.headers, ['X-Contract', name]] }),
            close: () => {},
          });
        },
        CANNOT,
      );
    });
  routeTests(() => client);
  pageTests(() => client);
  actionTests(() => client);
  browserTests(() => client);
});
