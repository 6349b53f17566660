import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** Workflows of GitHub Actions. */
export interface GithubActionsOptions extends PresetOptions {
  /** What the workflow asks for: `core.getIDToken(audience)`. */
  readonly audience: string | readonly string[];
  /** The IDs of the repositories (`repository_id`). An ID is never given to another repository. */
  readonly repositoryIds: string | readonly string[];
  /** The refs that may call, such as `'refs/heads/main'`. Default: all. */
  readonly refs?: string | readonly string[] | undefined;
  /** The environments of jobs that may call. Default: all. */
  readonly environments?: string | readonly string[] | undefined;
}

/**
 * Accepts the ID tokens of workflows of GitHub Actions. The same issuer makes tokens for everyone's
 * workflows, so the repositories are required. Without `refs` or `environments` each branch of them
 * may call, and so may a workflow that runs for a pull request.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @param options - which workflows
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * const main = githubActions({
 *   audience: 'https://deploy.example.com',
 *   repositoryIds: '456789',
 *   refs: 'refs/heads/main',
 * });
 * createSecurity({ issuers: [main] });
 */
export function githubActions(
  options: GithubActionsOptions,
  keys: RemoteKeysOptions = {},
): IssuerOptions {
  const names = ['audience', 'repositoryIds', 'refs', 'environments'];
  const reader = new PresetReader('githubActions', options, names);
  const ref = reader.someStrings('refs', "a ref such as 'refs/heads/main'");
  const environment = reader.someStrings('environments', 'the name of an environment');
  return reader.issuer({ issuer: 'https://token.actions.githubusercontent.com' }, keys, {
    audience: reader.strings('audience', 'the audience that the workflow asks for'),
    expect: {
      repository_id: reader.strings('repositoryIds', "the ID of a repository, such as '456789'"),
      ...(ref && { ref }),
      ...(environment && { environment }),
    },
  });
}
