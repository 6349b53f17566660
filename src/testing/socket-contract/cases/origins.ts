import { cookiePolicy } from '../../../authn/cookie.ts';
import { headerPolicy } from '../../../authn/header.ts';
import { same } from '../../contract/check.ts';
import type { SocketBench, SocketCases } from '../socket-bench.ts';

/** Asks for a socket with a good cookie and these headers; returns the status. */
async function statusWith(
  bench: SocketBench,
  headersFor: (port: number) => Readonly<Record<string, string>>,
): Promise<number> {
  const served = await bench.serve();
  const headers = { ...(await served.login()), ...headersFor(served.port) };
  return served.status({ headers });
}

/** From where a page may open a socket with a cookie. */
export const originCases: SocketCases = {
  async 'accepts a cookie that a page of this server sends'(bench) {
    const same101 =
      (await statusWith(bench, (port) => ({ Origin: `http://127.0.0.1:${port}` }))) === 101;
    same(same101, true, 'accepted');
  },

  async 'accepts a cookie with Sec-Fetch-Site of same-origin'(bench) {
    same(await statusWith(bench, () => ({ 'Sec-Fetch-Site': 'same-origin' })), 101, 'status');
  },

  async 'refuses a cookie that a page of another origin sends'(bench) {
    same(await statusWith(bench, () => ({ Origin: 'https://other.example' })), 403, 'status');
  },

  async 'refuses a cookie from another port of the same host'(bench) {
    const other = (port: number) => ({ Origin: `http://127.0.0.1:${port === 80 ? 81 : 80}` });
    same(await statusWith(bench, other), 403, 'status');
  },

  async 'refuses a cookie with Sec-Fetch-Site of same-site and of cross-site'(bench) {
    for (const site of ['same-site', 'cross-site'])
      same(await statusWith(bench, () => ({ 'Sec-Fetch-Site': site })), 403, site);
  },

  async 'refuses a cookie without an origin'(bench) {
    same(await statusWith(bench, () => ({})), 403, 'status');
  },

  async 'refuses a cookie with the origin null'(bench) {
    same(await statusWith(bench, () => ({ Origin: 'null' })), 403, 'status');
  },

  async 'accepts a cookie that a page of trustedOrigins sends, and of no other'(bench) {
    const trustedOrigins = ['https://app.example.com'];
    const policies = [headerPolicy(), cookiePolicy({ trustedOrigins })];
    const served = await bench.serve({ security: { policies } });
    const cookie = await served.login();
    const from = (origin: string) => served.status({ headers: { ...cookie, Origin: origin } });
    same(
      [await from('https://app.example.com'), await from('https://app.example.com.evil.example')],
      [101, 403],
      'status of both',
    );
  },

  async 'compares the origin of a cookie with the option origin of the security'(bench) {
    const served = await bench.serve({ security: { origin: 'https://shop.example.com' } });
    const cookie = await served.login();
    const from = (origin: string) => served.status({ headers: { ...cookie, Origin: origin } });
    same(
      [await from('https://shop.example.com'), await from(`http://127.0.0.1:${served.port}`)],
      [101, 403],
      'status of both',
    );
  },

  async 'asks no origin of a token in the header, or beside it'(bench) {
    const served = await bench.serve();
    const Origin = 'https://other.example';
    const token = await served.security.createToken('alice');
    same(
      [
        await served.status({ headers: { Authorization: `Bearer ${token}`, Origin } }),
        await served.status({ headers: { Origin }, token }),
      ],
      [101, 101],
      'status of both',
    );
  },
};
