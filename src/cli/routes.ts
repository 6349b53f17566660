import type { Command } from './command.ts';
import { isSet, optionOf, UsageError } from './command.ts';
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
    check: { help: 'Exit with 1 if a route has no guard, or a permission is unknown' },
  },
  async run(input) {
    const file = optionOf(input, 'app');
    if (file === undefined)
      throw new UsageError('--app is missing: name the module that exports your application.');
    const { app, framework } = await loadApp(file, optionOf(input, 'export'));
    const all = (await framework.findRoutes(app)).map(checkRoute);
    const wrong = all.filter(isWrong);
    const unguarded = all.filter(({ guarded }) => !guarded).length;
    const unknown = new Set(all.flatMap((route) => route.unknown)).size;
    const count = `${all.length} routes, ${unguarded} unguarded, ${unknown} unknown permissions`;
    return {
      status: isSet(input, 'check') && wrong.length > 0 ? 1 : 0,
      text: [...tableOf(all), '', count].join('\n'),
      json: all,
      redLines: all.flatMap((route, at) => (isWrong(route) ? [at + 1] : [])),
    };
  },
};
