import { createSchema, createYoga } from 'graphql-yoga';
import { guardOf, httpClient } from 'pyramidion/testing';
import type { Asked, Mount, Reply, Route, Send } from 'pyramidion/testing';
import * as adapter from '../../../examples/graphql/adapter.ts';
import type { Args, Options, Resolver } from '../../../examples/graphql/adapter.ts';
import { serveNode } from './node.ts';

const urlOf = (_parent: unknown, { url }: { readonly url: string }): string => url;
const sendText = (text: string): string => text;

/**
 * Each route is a field of queries and of mutations.
 *
 * @param times - how often `authenticate` is a plugin
 */
export function mountGraphql(times: number, refusals: NonNullable<Options['refusals']>): Mount {
  return async (security, routes) => {
    const names = new Map(routes.map(({ path }, at) => [path, `route${at}`]));
    const fields = [...names.values()].map((name) => `${name}(url: String!): String`).join('\n');
    const resolvers = Object.fromEntries(
      routes.map((route) => [names.get(route.path) as string, resolverOf(route)]),
    );
    const yoga = createYoga({
      schema: createSchema<adapter.AuthState>({
        typeDefs: `type Query { ${fields} } type Mutation { ${fields} }`,
        resolvers: { Query: resolvers, Mutation: resolvers },
      }),
      plugins: Array.from({ length: times }, () => adapter.authenticate(security, { refusals })),
      cors: false,
      logging: false,
    });
    const mounted = await serveNode(yoga);
    return { ...mounted, send: sendBy(httpClient(mounted.port), names) };
  };
}

function resolverOf(route: Route): Resolver {
  const resolver: Resolver = async (...args: Args) => {
    const [, , context] = args;
    const auth = route.needsUser ? adapter.userOf(context) : adapter.authOf(context);
    const { body } = await route.handle(auth, urlOf(args[0], args[1]));
    return body;
  };
  return guardOf(route, adapter, urlOf, sendText)?.(resolver) ?? resolver;
}

/** A GET is a query, a POST a mutation; the text of the field is the body. */
function sendBy(send: Send, names: ReadonlyMap<string, string>): Send {
  return async (asked: Asked): Promise<Reply> => {
    const name = names.get(asked.path.split('?', 1)[0] as string);
    // What is published stands beside GraphQL.
    if (name === undefined) return send(asked);
    const field = `{ ${name}(url: ${JSON.stringify(asked.path)}) }`;
    const isWrite = asked.method === 'POST';
    const reply = await send({
      ...asked,
      path: isWrite ? '/graphql' : `/graphql?query=${encodeURIComponent(field)}`,
      body: isWrite ? JSON.stringify({ query: `mutation ${field}` }) : null,
    });
    return { ...reply, body: fieldIn(reply.body, name) ?? reply.body };
  };
}

function fieldIn(body: string, name: string): string | null {
  if (!body.startsWith('{')) return null;
  const { data } = JSON.parse(body) as { data?: Record<string, string | null> };
  return data?.[name] ?? null;
}
