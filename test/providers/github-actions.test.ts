import { describe, expect, it } from 'vitest';
import { githubActions } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';
import { apiOf } from './api-of.ts';

const audience = 'https://deploy.example.com';
/** The ID token of a job; the claims are those of the reference. */
const shape = {
  aud: audience,
  sub: 'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  repository: 'octo-org/octo-repo',
  repository_id: '456789',
  repository_owner: 'octo-org',
  event_name: 'push',
};
const provider = { issuer: 'https://token.actions.githubusercontent.com', claims: shape };

describe('githubActions', () => {
  it('accepts the workflows of a repository on one branch', async () => {
    const options = { audience, repositoryIds: ['456789'], refs: 'refs/heads/main' };
    const check = await apiOf((keys) => githubActions(options, keys), provider);
    expect(await check()).toBe(`user@githubactions:${shape.sub}`);
    expect(await check({ repository_id: '456780' })).toBe('token_claims_invalid');
    expect(await check({ ref: 'refs/pull/2/merge' })).toBe('token_claims_invalid');
    expect(await check({ aud: 'https://github.com/octo-org' })).toBe('token_audience_mismatch');
  });

  it('accepts the jobs of one environment', async () => {
    const options = { audience, repositoryIds: '456789', environments: 'production' };
    const check = await apiOf((keys) => githubActions(options, keys), provider);
    expect(await check({ environment: 'production' })).toContain('user@githubactions:');
    expect(await check()).toBe('token_claims_invalid');
  });

  it('requires a repository: the issuer makes tokens for everyone', () => {
    const faults = faultsOf(() => githubActions({ audience } as never));
    expect(faults).toEqual([expect.stringContaining('githubActions.repositoryIds must be')]);
  });
});
