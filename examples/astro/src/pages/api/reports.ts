import { permit } from '../../adapter.ts';
import { reports } from '../../users.ts';

export const GET = permit('read', reports)(() => Response.json(['January', 'February']));
