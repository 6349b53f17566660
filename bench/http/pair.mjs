/** A request and a response of node:http without a socket, as a parser would have made them. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';

/** What node:http asks of a socket. What is written to it is dropped. */
class Sink extends Writable {
  server = {};
  remoteAddress = '127.0.0.1';

  setTimeout() {
    return this;
  }

  _write(_chunk, _encoding, done) {
    done();
  }
}
const sink = new Sink();

/** @returns {[IncomingMessage, ServerResponse]} */
export function pairFor(token) {
  const request = new IncomingMessage(sink);
  request.method = 'GET';
  request.url = '/';
  request.httpVersion = '1.1';
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  const fields = ['Host', '127.0.0.1', 'Authorization', `Bearer ${token}`];
  // Node has no public way to give a request its headers, and caches them as they are asked for.
  request._addHeaderLines(fields, fields.length);
  request.push(null);
  const response = new ServerResponse(request);
  response.socket = sink;
  return [request, response];
}
