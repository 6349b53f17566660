import type { Route } from './+types/api-reports';
import { permit } from '../adapter.ts';
import { reports } from '../users.ts';

export const middleware: Route.MiddlewareFunction[] = [permit('read', reports)];
export const loader = () => Response.json(['January', 'February']);
