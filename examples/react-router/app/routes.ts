import { index, route } from '@react-router/dev/routes';
import type { RouteConfig } from '@react-router/dev/routes';

export default [
  index('routes/home.tsx'),
  route('reports', 'routes/reports.tsx'),
  route('api/reports', 'routes/api-reports.ts'),
  route('login', 'routes/login.tsx'),
  route('logout', 'routes/logout.ts'),
] satisfies RouteConfig;
