import type { IncomingMessage, ServerResponse } from 'node:http';
import { authIn, userIn } from '../../../src/adapter.ts';
import type { HeaderPair, Mount, Route, RouteAnswer } from '../../../src/testing.ts';
import { guardOf, refusing } from '../../../src/testing.ts';
import type { LambdaEvent, LambdaHandler, LambdaResult } from '../examples/lambda-types.ts';
import * as adapter from '../examples/lambda.ts';
import { serveNode } from './node.ts';

const urlOf = ({ rawPath, rawQueryString }: LambdaEvent): string => `${rawPath}?${rawQueryString}`;
const sendText = (text: string): LambdaResult => ({ statusCode: 200, body: text });

/** In milliseconds: a rule that a Lambda function cannot keep ends by waiting for its answer. */
const PATIENCE = 1000;

/** Mounts the adapter for Lambda behind a stand-in for API Gateway. */
export function mountLambda(times = 1): Mount {
  return async (security, routes, { onRefused }) => {
    const handlers = new Map(routes.map((route) => [route.path, handlerOf(route)]));
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    let app: LambdaHandler = (event) => handlers.get(event.rawPath)?.(event) ?? { statusCode: 404 };
    for (let i = 0; i < times; i++)
      app = adapter.authenticate(security, i === 0 ? options : {})(app);
    const mounted = await serveNode(async (request, response) => {
      sendResult(await app(eventOf(request)), response);
    });
    return { ...mounted, patience: PATIENCE };
  };
}

function handlerOf(route: Route): LambdaHandler {
  const handler: LambdaHandler = async (event) => {
    const auth = (route.needsUser ? userIn : authIn)(event.auth);
    const { status, headers, body } = await route.handle(auth, urlOf(event));
    const text = await textOf(body);
    return { statusCode: status, ...split([...route.early, ...headers]), body: text };
  };
  return guardOf(route, adapter, urlOf, sendText)?.(handler) ?? handler;
}

async function textOf(body: RouteAnswer['body']): Promise<string> {
  if (body === null || typeof body === 'string') return body ?? '';
  let text = '';
  for await (const chunk of body) text += chunk;
  return text;
}

function split(list: readonly HeaderPair[]): Pick<LambdaResult, 'headers' | 'cookies'> {
  const isCookie = ([name]: HeaderPair): boolean => name === 'Set-Cookie';
  return {
    headers: Object.fromEntries(list.filter((pair) => !isCookie(pair))),
    cookies: list.filter(isCookie).map(([, value]) => value),
  };
}

function eventOf({ method, url, rawHeaders }: IncomingMessage): LambdaEvent {
  const [rawPath = '', rawQueryString = ''] = (url as string).split(/\?(.*)/s);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name, value] = [(rawHeaders[i] as string).toLowerCase(), rawHeaders[i + 1] as string];
    if (name === 'cookie') cookies.push(...value.split('; '));
    else headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  const requestContext = { http: { method: method as string } };
  return { rawPath, rawQueryString, headers, cookies, requestContext };
}

function sendResult(result: LambdaResult, response: ServerResponse): void {
  const { statusCode, headers = {}, cookies = [], body } = result;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  for (const cookie of cookies) response.appendHeader('Set-Cookie', cookie);
  response.writeHead(statusCode).end(body);
}
