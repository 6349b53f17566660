import * as runner from 'vitest';
import { describe } from 'vitest';
import * as adapter from '../../src/adapters/node.ts';
import { adapterContract } from '../../src/testing.ts';
import { mountHttp2 } from './mounts/http2.ts';
import { mountNode } from './mounts/node.ts';

describe.each([1, 2])('the adapter for node:http, mounted %i times', (times) => {
  adapterContract(runner, mountNode(adapter, times));
});

describe.each([1, 2])('the adapter for node:http2, mounted %i times', (times) => {
  adapterContract(runner, mountHttp2(adapter, times), {
    'answers 400 to a repeated Authorization header': 'the client of Node sends one',
    'refuses a WebSocket handshake by cookie that another site sent': 'HTTP/2 has no Upgrade',
  });
});
