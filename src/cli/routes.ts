import type { Command } from './command.ts';
import { isSet, optionOf, UsageError } from './command.ts';
import type { FoundRoute } from '../adapters/kit/routes.ts';
import type { OpenApiFragment } from '../security/openapi.ts';
import { openApiOf } from '../security/openapi.ts';
import type { Route } from '../security/routes.ts';
import { loadApp } from './load-app.ts';
import { checkRoute, isWrong, tableOf } from './route-table.ts';

export const routes: Command = {
  summary: 'List the routes of an application, and what its guards ask',
  usage: '--app FILE [OPTIONS]',
  example: 'npx pyramidion routes --app ./app.js --check',
  maxPositionals: 0,
  options: {
    app: { value: 'FILE', help: 'JavaScript module that exports your application' },
    export: { value: 'NAME', help: 'The name of the export (default: default, or else app)' },
    openapi: { help: 'Print a part of an OpenAPI document: who may ask, and how a refusal looks' },
    check: { help: 'Exit with 1 if a route has no guard, or a permission is unknown' },
  },
  async run(input) {
    const file = optionOf(input, 'app');
    if (file === undefined)
      throw new UsageError('--app is missing: name the module that exports your application.');
    const { app, framework } = await loadApp(file, optionOf(input, 'export'));
    const found = await framework.findRoutes(app);
    const all = found.map(checkRoute);
    const wrong = all.filter(isWrong);
    const unguarded = all.filter(({ guarded }) => !guarded).length;
    const unknown = new Set(all.flatMap((route) => route.unknown)).size;
    const count = `${all.length} routes, ${unguarded} unguarded, ${unknown} unknown permissions`;
    const status = isSet(input, 'check') && wrong.length > 0 ? 1 : 0;
    if (isSet(input, 'openapi')) {
      const json = describe(found, all);
      return { status, text: JSON.stringify(json, null, 2), json };
    }
    return {
      status,
      text: [...tableOf(all), '', count].join('\n'),
      json: all,
      redLines: all.flatMap((route, at) => (isWrong(route) ? [at + 1] : [])),
    };
  },
};

/** @throws UsageError if the routes do not ask one security */
function describe(found: readonly FoundRoute[], routes: readonly Route[]): OpenApiFragment {
  const securities = new Set(found.flatMap(({ security }) => security ?? []));
  const [security] = securities;
  if (securities.size !== 1 || security === undefined)
    throw new UsageError(
      `--openapi describes the routes of one security, and here are ${securities.size}: call openApiOf of pyramidion/openapi with the routes of each.`,
    );
  return openApiOf(routes, security);
}
