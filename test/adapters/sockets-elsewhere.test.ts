import * as runner from 'vitest';
import { afterAll, beforeAll, describe } from 'vitest';
import { socketContract } from '../../src/testing.ts';
import { mountConnection } from './mounts/connection.ts';

const ANONYMOUS = 'the example asks every client for a token, in its first message at the latest';
const LATER = 'the rules of the example answer at once, and find no resource later';
const CONSOLE = 'the example writes errors to the console';
const REFUSAL = 'the example answers refusals itself';

const CANNOT: Readonly<Record<string, string>> = {
  'treats a socket without a credential as anonymous if nothing asks for a user': ANONYMOUS,
  'refuses a socket without a credential with 401 if a user is asked for': ANONYMOUS,
  'lets no anonymous client through required(permission), though everyone has it': ANONYMOUS,
  'opens a Public socket to everyone': ANONYMOUS,
  'lets an anonymous socket become a user, and then no other': ANONYMOUS,
  'closes the sockets of users when the store is down for too long': ANONYMOUS,
  'leaves messages with a token to the application if they are not asked for':
    'the example takes a token in any message',
  'finds the resource of the guard, at once or later': LATER,
  'holds messages back while the guard is asked again': LATER,
  'answers 500 if a resource function throws, reports it and serves the next client': CONSOLE,
  'closes the socket alone whose handler throws, and reports it': CONSOLE,
  'closes the socket alone whose handler rejects, and reports it': CONSOLE,
  'answers a refused credential by the onRefused of authenticate': REFUSAL,
  'answers a refusal of a guard on a socket by the onRefused of authenticate': REFUSAL,
  'answers a refusal on a socket by the onRefused of the guard, if it has one': REFUSAL,
  'lets no client in whose onRefused throws, and serves the next one': REFUSAL,
};
const { error } = console;
beforeAll(() => void (console.error = () => undefined));
afterAll(() => void (console.error = error));

describe('the connection of an example, made with hold', () => {
  socketContract(runner, mountConnection, CANNOT);
});
