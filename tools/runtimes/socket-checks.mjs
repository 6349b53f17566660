/**
 * Checks of WebSockets on a server of `examples/sockets-elsewhere`, by a client on this side: where
 * a token may be, and what closes a socket.
 */
import { once } from 'node:events';
import { createSecurity } from 'pyramidion';
import { WebSocket } from 'ws';
import { assert, COMMON, SECRET } from './assert.mjs';

const security = createSecurity({ ...COMMON, privateKey: SECRET });
const PATIENCE = 8_000;

const patient = () => AbortSignal.timeout(PATIENCE);
const bearer = async (userId, expiration = '15m') => ({
  headers: { Authorization: `Bearer ${await security.createToken(userId, {}, { expiration })}` },
});

/** @param {number} port of the server */
export function socketChecks(port) {
  const origin = `http://127.0.0.1:${port}`;

  const post = async (path, cookie = '') => {
    const init = { method: 'POST', headers: { origin, cookie }, signal: patient() };
    const response = await fetch(origin + path, init);
    assert(response.status === 204, `POST ${path} answers ${response.status}`);
    return response.headers.getSetCookie()[0].split(';', 1)[0];
  };

  /** Opens a socket, whose messages wait to be read by `next`. */
  const open = async (options = {}, protocols = []) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, protocols, options);
    const texts = [];
    socket.on('message', (data) => texts.push(new TextDecoder().decode(data)));
    const closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
    });
    await once(socket, 'open', { signal: patient() });
    const next = async () => {
      if (texts.length === 0) await once(socket, 'message', { signal: patient() });
      return texts.shift();
    };
    const ask = (text) => {
      socket.send(text);
      return next();
    };
    const end = () => Promise.race([closed, once(patient(), 'abort').then(() => 'it stays open')]);
    return { socket, ask, next, end };
  };
  const refusal = (options, protocols) =>
    open(options, protocols).then(
      ({ socket }) => {
        socket.terminate();
        return 'it opens';
      },
      ({ message }) => message.replace('Unexpected server response: ', ''),
    );
  const same = (actual, expected) => assert(actual === expected, `${actual} and not ${expected}`);
  const auth = (token) => JSON.stringify({ type: 'auth', token });

  return {
    'a token in the header is known, and the ACL is asked for each message': async () => {
      const [alice, bob] = [await open(await bearer('alice')), await open(await bearer('bob'))];
      same(await alice.ask('hi'), 'alice: hi');
      same(await bob.ask('hi'), 'You may only read.');
      for (const { socket } of [alice, bob]) socket.terminate();
    },
    'a cookie is known with the origin of this server, and refused with another or none':
      async () => {
        const cookie = await post('/login/alice');
        const { ask, socket } = await open({ headers: { cookie }, origin });
        same(await ask('hi'), 'alice: hi');
        socket.terminate();
        same(await refusal({ headers: { cookie }, origin: 'https://evil.example' }), '403');
        same(await refusal({ headers: { cookie } }), '403');
      },
    'a token in the subprotocol is known, and the protocol is bearer': async () => {
      const token = await security.createToken('alice');
      const { ask, socket } = await open({}, ['bearer', token]);
      same(socket.protocol, 'bearer');
      same(await ask('hi'), 'alice: hi');
      socket.terminate();
      same(await refusal({}, ['bearer']), '401');
    },
    'a token in the first message is known, and messages behind it wait': async () => {
      const { ask, next, socket } = await open();
      socket.send(auth(await security.createToken('alice')));
      socket.send('hi');
      same(await next(), '{"type":"auth","status":200}');
      same(await next(), 'alice: hi');
      same(await ask('again'), 'alice: again');
      socket.terminate();
    },
    'another first message closes the socket': async () => {
      const { socket, end } = await open();
      socket.send('hi');
      same(await end(), '4401 no token came first');
    },
    'a refused token opens no socket, and closes an open one': async () => {
      same(await refusal({ headers: { Authorization: 'Bearer a.b.c' } }), '401');
      same(await refusal({}, ['bearer', 'a.b.c']), '401');
      const { socket, end } = await open();
      socket.send(auth('a.b.c'));
      same(await end(), '4401 refused');
    },
    'another token goes on, and one of another user closes the socket': async () => {
      const { socket, ask, end } = await open(await bearer('alice', 2));
      same(await ask(auth(await security.createToken('alice'))), '{"type":"auth","status":200}');
      await new Promise((resolve) => setTimeout(resolve, 3500));
      same(await ask('hi'), 'alice: hi');
      socket.send(auth(await security.createToken('bob')));
      same(await end(), '4401 refused');
    },
    'the expiry of the token closes the socket, also after another one is gone': async () => {
      const other = await open(await bearer('alice'));
      const { ask, end } = await open(await bearer('alice', 3));
      same(await ask('hi'), 'alice: hi');
      other.socket.close();
      same(await end(), '4401 expired');
    },
    'a logout closes the sockets of its session, and no others': async () => {
      const cookie = await post('/login/alice');
      const first = await open({ headers: { cookie }, origin });
      const second = await open({ headers: { cookie }, origin });
      const other = await open({ headers: { cookie: await post('/login/alice') }, origin });
      await post('/logout', cookie);
      const ends = await Promise.all([first.end(), second.end()]);
      assert(
        ends.every((one) => /^4401 (revoked|refused)$/.test(one)),
        ends.join(),
      );
      same(await other.ask('hi'), 'alice: hi');
      other.socket.terminate();
    },
  };
}
