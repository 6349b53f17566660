/** Asks a server for what it must not give, before it is measured: one that lets everybody through is quick, and its figure would be a lie. */

/**
 * @param {import('./contender.mjs').Contender} contender
 * @param {import('./traffic.mjs').Traffic} traffic
 */
export async function check(contender, traffic) {
  const good = traffic.token(['reports']);
  const requests = [
    { what: 'a good token', token: good, status: 200 },
    { what: 'no token', token: null, status: 401 },
    { what: 'a token with another signature', token: altered(good), status: 401 },
    { what: 'a user without the role', token: traffic.token(['staff']), status: 403 },
  ];
  for (const carrier of contender.carriers) {
    for (const { what, token, status } of requests) {
      const expected = contender.asksNothing ? 200 : status;
      const answered = await contender.status(carrier, token);
      if (answered !== expected) throw new Error(`${contender.who}: ${what} (${carrier}) is answered ${answered} instead of ${expected}`);
    }
  }
}

function altered(token) {
  const place = token.lastIndexOf('.') + 20;
  return `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`;
}
