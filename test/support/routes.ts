import type { Route } from '../../src/adapters/kit/routes.ts';

/** A list of routes in short: `GET /reports: view on root`. */
export function inShort(routes: readonly Route[]): string[] {
  return routes.map(({ method, path, rules }) => {
    const asked = rules.map((rule) => {
      if (rule.public) return 'everyone';
      if (rule.permission === null) return 'a user';
      return `${rule.permission} on ${rule.resource}${rule.required ? ' and a user' : ''}`;
    });
    return `${method} ${path}: ${asked.join(', ') || 'unguarded'}`;
  });
}
