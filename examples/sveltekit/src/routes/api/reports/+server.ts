import { permit } from 'pyramidion/sveltekit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = permit('read')(() => Response.json(['January', 'February']));
