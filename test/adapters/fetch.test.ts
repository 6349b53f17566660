import * as runner from 'vitest';
import { describe } from 'vitest';
import * as adapter from '../../src/adapters/fetch.ts';
import { adapterContract } from '../../src/testing.ts';
import { mountFetch } from './mounts/fetch.ts';

describe('the adapter for fetch', () => {
  adapterContract(runner, mountFetch(adapter));
});

describe('the adapter for fetch, mounted twice', () => {
  adapterContract(runner, mountFetch(adapter, 2));
});
