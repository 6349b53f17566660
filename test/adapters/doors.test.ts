import { expect, it } from 'vitest';
import * as express from '../../src/adapters/express.ts';
import * as fetchDoor from '../../src/adapters/fetch.ts';
import * as node from '../../src/adapters/node.ts';

it('every adapter has the same three names and no other', () => {
  for (const door of [express, fetchDoor, node])
    expect(Object.keys(door).toSorted()).toEqual(['authenticate', 'permit', 'required']);
});
