/**
 * A worker that is one application of the contract: `env.mount` names it, and with `env.refuses` it
 * gives an `onRefused` to `authenticate`.
 */
import { env } from 'cloudflare:workers';
import * as fetchAdapter from '../../src/adapters/fetch.ts';
import { contractApplication } from '../../src/testing.ts';
import { applicationOf, contractOn } from '../../test/adapters/mounts/elysia.ts';
import { fetchApplication } from '../../test/adapters/mounts/fetch.ts';
import { h3Application } from '../../test/adapters/mounts/h3.ts';
import { honoApplication } from '../../test/adapters/mounts/hono.ts';

const { security, routes } = contractApplication();
const onRefused = env.refuses ? (code) => `application: ${code}` : undefined;
const args = [security, routes, { onRefused }];
const elysia = (times) => contractOn(applicationOf('dynamic'), 'dynamic', times, ...args);
const fetchHandler = (times) => ({ fetch: fetchApplication(fetchAdapter, times, ...args) });

/** By the name that `worker-contract.mjs` gives in `env.mount`. */
const APPLICATIONS = {
  'elysia: once, without AOT': () => elysia(1),
  'elysia: twice, without AOT': () => elysia(2),
  'fetch: once': () => fetchHandler(1),
  'fetch: twice': () => fetchHandler(2),
  'h3: once, answers by values': () => h3Application(1, 'values', ...args),
  'h3: once, answers by responses': () => h3Application(1, 'responses', ...args),
  'h3: twice, answers by responses': () => h3Application(2, 'responses', ...args),
  'hono: once, answers by helpers': () => honoApplication(1, 'helpers', ...args),
  'hono: twice, answers by helpers': () => honoApplication(2, 'helpers', ...args),
  'hono: twice, answers by responses': () => honoApplication(2, 'responses', ...args),
};

const application = APPLICATIONS[env.mount]();

export default { fetch: (request) => application.fetch(request) };
