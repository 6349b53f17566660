import { describe, expect, it } from 'vitest';
import { isUnread, isUnreadToken, unreadCredential, unreadToken } from '../../src/authn/unread.ts';
import { failure } from '../../src/base/errors.ts';

describe('isUnread', () => {
  it('tells what a policy cannot read from what it refuses', () => {
    expect(isUnread(unreadCredential('x'))).toBe(true);
    expect(isUnread(unreadToken('x'))).toBe(true);
    expect(isUnread(failure('credentials_malformed', 'x'))).toBe(false);
  });
});

describe('isUnreadToken', () => {
  it('tells a token from another credential', () => {
    expect(isUnreadToken(unreadToken('x'))).toBe(true);
    expect(isUnreadToken(unreadCredential('x'))).toBe(false);
  });
});
