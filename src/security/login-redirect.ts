import { AuthError } from '../base/errors.ts';

/**
 * A refusal that is answered by a redirect to the login page. For an error handler that does not
 * know it, it is the AuthError that it was made of.
 */
export class LoginRedirect extends AuthError {
  /** The path of the login page, with the address that was asked for. */
  readonly location: string;

  constructor({ code, reason, headers, cause }: AuthError, location: string) {
    super(code, { reason, headers, cause });
    this.location = location;
  }

  override toResponse(): Response {
    const headers = { Location: this.location, 'Cache-Control': 'no-store' };
    return new Response(null, { status: 303, headers });
  }
}
