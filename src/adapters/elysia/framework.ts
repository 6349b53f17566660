import type { Framework } from '../kit/kit.ts';
import { BODY_HEADERS, refusalResponse } from '../kit/kit.ts';
import type { ElysiaArgs } from './types.ts';
import { authOn } from './wrap.ts';

/** Headers that Elysia would set on the Response of a refusal. */
const REPLACED = new Set([...BODY_HEADERS, 'Content-Type'].map((name) => name.toLowerCase()));

/** How a refusal is answered. */
export const framework: Framework<ElysiaArgs, unknown> = {
  auth: ({ request }) => authOn(request),
  refuse(error, { set }) {
    const { headers } = set;
    for (const name of Object.keys(headers))
      if (REPLACED.has(name.toLowerCase())) delete headers[name];
    return refusalResponse(error);
  },
};
