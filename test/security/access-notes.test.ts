import { expect, it } from 'vitest';
import { letPreflightPass } from '../../src/security/access-notes.ts';
import { contextOf } from '../../src/security/internals.ts';
import { setUp, view } from '../support/security.ts';

const HEADERS = { origin: 'https://app.example', 'access-control-request-method': 'PUT' };

/** Whether guards let a request pass whose method changes after it came. */
async function passes(headers: object, came: string, became = came): Promise<boolean> {
  const request = { ...view(headers as never), method: came };
  const { security } = setUp();
  const context = contextOf(await security.authenticate(request));
  letPreflightPass(context);
  request.method = became;
  return context.notes?.letsPass(context) ?? false;
}

it('lets a preflight pass that carries no credential', async () => {
  const { security } = setUp();
  const good = `Bearer ${await security.createToken('alice')}`;
  const found = [
    HEADERS,
    {},
    { ...HEADERS, authorization: good },
    { ...HEADERS, authorization: 'Bearer a.b.c' },
  ];
  expect(await Promise.all(found.map((headers) => passes(headers, 'OPTIONS')))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it('lets no request pass whose method was another, or has become another (R086)', async () => {
  expect(await passes(HEADERS, 'POST', 'OPTIONS')).toBe(false);
  expect(await passes(HEADERS, 'OPTIONS', 'DELETE')).toBe(false);
});

it('has no notes without the option', async () => {
  const context = contextOf(
    await setUp().security.authenticate(view(HEADERS, { method: 'OPTIONS' })),
  );
  expect(context.notes).toBeNull();
});
