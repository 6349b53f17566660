import * as runner from 'vitest';
import { describe } from 'vitest';
import * as adapter from '../../src/adapters/node.ts';
import { adapterContract } from '../../src/testing.ts';
import { mountNode } from './mounts/node.ts';

describe('the adapter for node:http', () => {
  adapterContract(runner, mountNode(adapter));
});

describe('the adapter for node:http, mounted twice', () => {
  adapterContract(runner, mountNode(adapter, 2));
});
