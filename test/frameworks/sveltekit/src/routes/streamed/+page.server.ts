import { userOf } from 'pyramidion/sveltekit';
import type { PageServerLoad } from './$types';

/** What is streamed is refused after the head has been sent. */
export const load: PageServerLoad = (event) => ({
  late: new Promise((resolve) => setTimeout(resolve, 20)).then(() => userOf(event).userId),
});
