import { server } from '../../lib/server';
import { forgetHere, nothing, rememberHere, whoAmI } from './actions';

/** A page that is rendered again in the same request by its own actions. */
export default async function Stay() {
  const { userId } = await server.session();
  return (
    <>
      <p id="user">{userId ?? 'anonymous'}</p>
      {Object.entries({ rememberHere, forgetHere, nothing, whoAmI }).map(([name, action]) => (
        <form key={name} action={action}>
          <button type="submit">{name}</button>
        </form>
      ))}
    </>
  );
}
