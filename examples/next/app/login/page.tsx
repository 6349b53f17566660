import { logIn } from '../actions';

export default async function Login({ searchParams }: PageProps<'/login'>) {
  const { return_to: returnTo, failed } = await searchParams;
  return (
    <form action={logIn}>
      <h1>Log in</h1>
      {failed !== undefined && <p role="alert">Wrong name or password</p>}
      <input type="hidden" name="return_to" defaultValue={String(returnTo ?? '/')} />
      <label>
        Name <input name="name" autoComplete="username" />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
      </label>
      <button type="submit">Log in</button>
    </form>
  );
}
