import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { SecurityModule } from '../../../src/adapters/nest.ts';
import { Allow, Authenticated, createSecurity, user } from '../../../src/index.ts';
import type { Security, SecurityEvent, SecurityOptions } from '../../../src/index.ts';
import { authAs, httpClient, testSecret } from '../../../src/testing.ts';
import type { Reply } from '../../../src/testing.ts';
import { serveNest } from '../mounts/nest.ts';

export const platforms = ['express', 'fastify'] as const;
export type Platform = (typeof platforms)[number];

/** What the security of `makeSecurity` has logged. */
export const logged: SecurityEvent[] = [];

/** A security whose root lets alice edit, and every user view. */
export function makeSecurity(options: Partial<SecurityOptions> = {}): Security {
  const keep = (event: object): void => void logged.push(event as SecurityEvent);
  return createSecurity({
    privateKey: testSecret(),
    expiration: '15m',
    root: {
      acl: [
        [Allow, user('alice'), 'edit'],
        [Allow, Authenticated, 'view'],
      ],
    },
    logger: { warn: keep, error: keep },
    ...options,
  }) as Security;
}

export const security: Security = makeSecurity();

/** The headers that a refusal must have, in lower case and without the charset of the type. */
export function refusalHeadersOf({ headers }: Reply): Record<string, string | undefined> {
  const all = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return {
    challenge: all.get('www-authenticate'),
    type: all.get('content-type')?.split(';', 1)[0],
    cache: all.get('cache-control'),
  };
}

export interface Served {
  readonly port: number;
  /** @param userId - null for an anonymous request */
  ask(
    path: string,
    userId?: string | null,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  close(): unknown;
}

/** Serves an application whose only import is the security, unless it has others. */
export async function serve(
  platform: Platform,
  metadata: ModuleMetadata,
  prepare?: (app: INestApplication) => void,
): Promise<Served> {
  class AppModule {}
  Module({ imports: [SecurityModule.forRoot(security)], ...metadata })(AppModule);
  const mounted = await serveNest(AppModule as Type, platform, prepare);
  const send = httpClient(mounted.port);
  return {
    port: mounted.port,
    close: () => mounted.close(),
    async ask(path, userId = null, more = {}) {
      const headers = { ...more, ...(userId === null ? {} : await authAs(security, userId)) };
      return send({ method: 'GET', path, headers: Object.entries(headers), body: null });
    },
  };
}
