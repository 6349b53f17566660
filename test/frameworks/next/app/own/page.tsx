import { server } from '../../lib/server';

/** Logs in while a page is rendered, which Next does not allow. */
export default async function Own() {
  try {
    await (await server.session()).remember('alice');
    return <p>no error</p>;
  } catch (error) {
    return <p>error: {(error as Error).message}</p>;
  }
}
