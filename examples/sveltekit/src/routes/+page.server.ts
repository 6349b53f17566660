import { required } from 'pyramidion/sveltekit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = required()((event) => ({ user: event.locals.auth.userId }));
