import type { PageServerLoad } from './$types';

/** Asks the page of its own server in the name of the user. */
export const load: PageServerLoad = async ({ fetch }) => {
  const response = await fetch('/user');
  return { answer: `${response.status} ${await response.text()}` };
};
