import { permit } from 'pyramidion/sveltekit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = permit('read')(() => ({ reports: ['January', 'February'] }));
