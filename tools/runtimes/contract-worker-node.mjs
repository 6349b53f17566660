/**
 * A worker that is one application of the contract on `node:http`: `env.mount` names it, and with
 * `env.refuses` it gives an `onRefused` to `authenticate`.
 */
import { handleAsNodeRequest } from 'cloudflare:node';
import { env } from 'cloudflare:workers';
import express5 from 'express';
import express4 from 'express4';
import * as expressAdapter from '../../src/adapters/express.ts';
import * as nestAdapter from '../../src/adapters/nest.ts';
import * as nodeAdapter from '../../src/adapters/node.ts';
import { contractApplication } from '../../src/testing.ts';
import { mountExpress } from '../../test/adapters/mounts/express.ts';
import { mountFastify } from '../../test/adapters/mounts/fastify.ts';
import { mountKoa } from '../../test/adapters/mounts/koa.ts';
import { mountNest } from '../../test/adapters/mounts/nest.ts';
import { mountNode } from '../../test/adapters/mounts/node.ts';

/** By the name that `worker-contract.mjs` gives in `env.mount`. */
const MOUNTS = {
  'express: version 5, twice': () => mountExpress(expressAdapter, express5, 2),
  'express: version 4, once': () => mountExpress(expressAdapter, express4),
  'fastify: twice': () => mountFastify(2),
  'koa: once, answers by body': () => mountKoa(1, 'body'),
  'koa: twice, answers by node': () => mountKoa(2, 'node'),
  'nest: on Express, once': () => mountNest(nestAdapter, 'express'),
  'nest: on Fastify, twice': () => mountNest(nestAdapter, 'fastify', 2),
  'node: twice': () => mountNode(nodeAdapter, 2),
};

const { security, routes } = contractApplication();
const onRefused = env.refuses ? (code) => `application: ${code}` : undefined;
const mounted = MOUNTS[env.mount]()(security, routes, { onRefused });

export default {
  async fetch(request) {
    const { port } = await mounted;
    return handleAsNodeRequest(port, request);
  },
};
