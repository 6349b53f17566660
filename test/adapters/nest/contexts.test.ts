import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Permit, PublicRoute, Required, SecurityGuard } from '../../../src/adapters/nest.ts';
import { RefusalFilter } from '../../../src/adapters/nest/refusal-filter.ts';
import { Setup } from '../../../src/adapters/nest/setup.ts';
import { AuthError, ConfigurationError } from '../../../src/index.ts';
import { authAs, requestView } from '../../../src/testing.ts';
import { decorate } from '../mounts/nest.ts';
import { security } from './application.ts';

class Handlers {
  bare(): void {}
  user(): void {}
  edit(): void {}
  open(): void {}
}
decorate(Handlers, { user: [Required()], edit: [Permit('edit')], open: [PublicRoute()] });

type Name = 'bare' | 'user' | 'edit' | 'open';
const guard = new SecurityGuard(new Setup(security, {}), {} as never);

function contextOf(type: string, args: unknown[], name: Name): ExecutionContextHost {
  const context = new ExecutionContextHost(args, Handlers, Handlers.prototype[name]);
  context.setType(type);
  return context;
}

const authFor = async (user: string | null) =>
  security.authenticate(
    requestView({ headers: user === null ? {} : await authAs(security, user) }),
  );

/** Returns true, the status of the refusal, or the name of any other error. */
async function answers(type: string, args: unknown[]): Promise<unknown[]> {
  const found = [];
  for (const name of ['bare', 'user', 'edit', 'open'] as const)
    try {
      found.push(await guard.canActivate(contextOf(type, args, name)));
    } catch (error) {
      found.push(AuthError.isAuthError(error) ? error.status : (error as Error).name);
    }
  return found;
}

const NOBODY = [401, 401, 401, true];
const BOB = [403, true, 403, true];
const ALICE = [403, true, true, true];
const UNKNOWN = Array(4).fill('ConfigurationError');

describe('the guard of NestJS beyond HTTP', () => {
  it.each([
    ['a request of Express', (auth: unknown) => ({ req: { auth } })],
    ['a request of Fastify', (auth: unknown) => ({ req: { raw: { auth } } })],
    ['a request by its other name', (auth: unknown) => ({ request: { auth } })],
    ['the context of a subscription', (auth: unknown) => ({ auth })],
  ])('asks for a GraphQL operation with %s', async (_name, context) => {
    const argsFor = async (user: string | null) => [{}, {}, context(await authFor(user)), {}];
    expect(await answers('graphql', await argsFor(null))).toEqual(NOBODY);
    expect(await answers('graphql', await argsFor('bob'))).toEqual(BOB);
    expect(await answers('graphql', await argsFor('alice'))).toEqual(ALICE);
  });

  it.each([
    ['auth of the client', (auth: unknown) => ({ auth })],
    ['data of a Socket.IO client', (auth: unknown) => ({ data: { auth } })],
    ['the request of the handshake', (auth: unknown) => ({ request: { auth } })],
  ])('asks for a message of a WebSocket with %s', async (_name, client) => {
    expect(await answers('ws', [client(await authFor(null)), {}])).toEqual(NOBODY);
    expect(await answers('ws', [client(await authFor('bob')), {}])).toEqual(BOB);
    expect(await answers('ws', [client(await authFor('alice')), {}])).toEqual(ALICE);
  });

  it('refuses by a typed error whatever has no auth context', async () => {
    // What a client of Socket.IO sends in its handshake is no auth context.
    const client = { handshake: { auth: { userId: 'alice' } }, data: {} };
    expect(await answers('ws', [client, {}])).toEqual(UNKNOWN);
    expect(await answers('ws', [{ auth: { userId: 'alice', isAuthenticated: true } }, {}])).toEqual(
      UNKNOWN,
    );
    for (const args of [[], [{}, {}, undefined, {}], [{}, {}, { req: {} }, {}]])
      expect(await answers('graphql', args)).toEqual(UNKNOWN);
    expect(await answers('rpc', [{ auth: { userId: 'alice' } }, {}])).toEqual(UNKNOWN);
    expect(await answers('something else', [])).toEqual(UNKNOWN);
    await expect(async () => guard.canActivate(contextOf('ws', [{}], 'open'))).rejects.toThrow(
      ConfigurationError,
    );
  });

  it('passes a refusal on where there is no response to write', async () => {
    const filter = new RefusalFilter({} as never, {} as never);
    const error = new AuthError('permission_denied', { reason: 'for the log' });
    const passed = filter.catch(error, contextOf('graphql', [], 'edit'));
    expect(passed).toBe(error);
    expect(passed).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    const result = filter.catch(error, contextOf('rpc', [], 'edit')) as Observable<never>;
    await expect(lastValueFrom(result)).rejects.toEqual(error.toJSON());
  });
});
