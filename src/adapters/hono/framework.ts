import type { Framework } from '../kit/kit.ts';
import { BODY_HEADERS, refusalOf } from '../kit/kit.ts';
import type { HonoArgs } from './types.ts';

/** What Hono has to say to the kit. */
export const framework: Framework<HonoArgs, Response> = {
  auth: (c) => c.get('auth'),
  refuse(error, c) {
    const { status, headers, body } = refusalOf(error);
    // Not on a Response of its own: Hono would put the headers over it that the application has
    // set.
    for (const name of BODY_HEADERS) c.header(name, undefined);
    for (const [name, value] of headers) c.header(name, value);
    return c.body(body, status as 401);
  },
};
