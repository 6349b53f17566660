import { describe, expect, it } from 'vitest';
import type { AuthContext } from '../../../src/adapter.ts';
import {
  createAsk,
  refusalResponse,
  writeToHeaders,
  writeToResponse,
} from '../../../src/adapter.ts';
import { AuthError } from '../../../src/index.ts';
import { setUp, view } from '../../support/security.ts';

const anonymous = async (): Promise<AuthContext> =>
  createAsk(setUp().security)(view(), undefined, (auth: AuthContext) => auth);

describe('writeToResponse', () => {
  it('changes a response in place', async () => {
    const response = new Response('page');
    expect(writeToResponse(response, await anonymous())).toBe(response);
    expect(response.headers.get('vary')).toBe('Authorization');
  });

  it('copies a response whose headers are immutable', async () => {
    const response = Response.redirect('http://a.example/', 302);
    const written = writeToResponse(response, await anonymous());
    expect([written.status, written.headers.get('location'), written.headers.get('vary')]).toEqual([
      302,
      'http://a.example/',
      'Authorization',
    ]);
  });

  it('leaves a network error as it is, which cannot be copied', async () => {
    const response = Response.error();
    expect(writeToResponse(response, await anonymous())).toBe(response);
  });

  it.each([{}, { ok: true }, 'page', new Error('no')])(
    'refuses %o, which is no Response: the answer would be empty and 200',
    async (answer) => {
      const auth = await anonymous();
      expect(() => writeToResponse(answer as never, auth)).toThrow(/returned no Response/);
    },
  );

  it('writes the headers once', async () => {
    const auth = await anonymous();
    writeToResponse(new Response(), auth);
    expect(writeToResponse(new Response(), auth).headers.get('vary')).toBeNull();
  });
});

describe('writeToHeaders', () => {
  it('adds to Headers', async () => {
    const headers = new Headers({ Vary: 'Accept' });
    writeToHeaders(headers, await anonymous(), 200);
    expect(headers.get('vary')).toBe('Accept, Authorization');
  });
});

describe('refusalResponse', () => {
  it('says nothing of an ordinary error', async () => {
    const response = refusalResponse(new Error('secret-detail'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([500, 'no-store']);
    expect(await response.text()).not.toContain('secret-detail');
  });

  it('has the status, the challenge and the problem of an AuthError', async () => {
    const response = refusalResponse(new AuthError('credentials_missing'));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ]);
    expect(await response.json()).toMatchObject({ status: 401 });
  });
});
