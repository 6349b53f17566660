import { gzipSync } from 'node:zlib';
import type { Answer } from './provider.ts';
import { json, published } from './provider.ts';

/** Made before a provider is asked, because it takes long. */
const GZIP_BOMB = gzipSync(Buffer.alloc(50_000_000, ' '));

/** What a provider does in place of its answer. */
export const BADLY: Readonly<Record<string, Answer>> = {
  'answers 500': (_request, response) => void response.writeHead(500).end('{"keys":[]}'),
  'answers 404': (_request, response) => void response.writeHead(404).end(),
  'answers 304, which nobody asked for': (_request, response) => void response.writeHead(304).end(),
  'answers with nothing': (_request, response) => void response.writeHead(200).end(),
  'answers with HTML': (_request, response) => void response.writeHead(200).end('<html>'),
  'answers with a list': (_request, response) => json(response, [published('a')]),
  'answers with keys that are no list': (_request, response) => json(response, { keys: {} }),
  'answers with no key': (_request, response) => json(response, { keys: [] }),
  'answers with a secret': (_request, response) =>
    json(response, { keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] }),
  'answers with half a body': (_request, response) => {
    response.writeHead(200, { 'Content-Length': '1000' }).write('{"keys":[');
    setTimeout(() => response.destroy(), 20);
  },
  'closes the connection': (request) => void request.socket.destroy(),
  'never answers': () => undefined,
  'drips one byte at a time': (_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  },
  redirects: (_request, response) => void response.writeHead(302, { Location: '/elsewhere' }).end(),
  'redirects to the metadata of a cloud': (_request, response) =>
    void response.writeHead(307, { Location: 'http://169.254.169.254/' }).end(),
  'answers with 200 MB': (_request, response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(65_536, ' ');
    let left = 3200;
    const more = (): void => {
      while (left-- > 0) if (!response.write(chunk)) return void response.once('drain', more);
      response.end();
    };
    more();
  },
  'answers with a gzip bomb': (_request, response) =>
    void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(GZIP_BOMB),
  'answers with 101 keys': (_request, response) =>
    json(response, {
      keys: Array.from({ length: 101 }, (_, index) => published('a', { kid: `${index}` })),
    }),
  'answers with deep JSON': (_request, response) =>
    void response.writeHead(200).end(`{"keys":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`),
};
