import type { Rotation, RotationStep } from '../../../stores/model/stored-session.ts';
import { same } from '../../contract/check.ts';
import type { StoreBench, StoreCases } from '../store-bench.ts';

const GRACE = 10_000;

/** Refresh tokens: each has one successor, and one that is used again ends the session. */
export const rotationCases: StoreCases = {
  async 'replaces the last refresh token by its successor'(bench) {
    const { rotate } = await begun(bench);
    same(summary(await rotate('first', 'second')), ['rotated', 'second'], 'the first use');
    same(summary(await rotate('second', 'third')), ['rotated', 'third'], 'the second use');
  },

  async 'gives the successor again during the grace time'(bench) {
    const { rotate, now } = await begun(bench);
    await rotate('first', 'second');
    const late = { now: now + GRACE - 1 };
    same(summary(await rotate('first', 'other', late)), ['repeated', 'second'], 'during it');
    same(summary(await rotate('second', 'third', late)), ['rotated', 'third'], 'afterwards');
  },

  async 'ends the session if a token is used again after the grace time'(bench) {
    const { rotate, now, session } = await begun(bench);
    const position = await bench.position(bench.other);
    await rotate('first', 'second');
    same(summary(await rotate('first', 'x', { now: now + GRACE })), ['reused', null], 'the reuse');
    same(summary(await rotate('second', 'third')), ['gone', null], 'the last token');
    same(await bench.other.session(session.id), null, 'the session');
    const entry = (await bench.since(bench.other, position)).find(({ kind }) => kind === 'session');
    same(
      [entry?.id, entry?.user, entry?.until],
      [session.id, session.user, session.until],
      'what others read',
    );
  },

  async 'ends the session if the token before the one before is used'(bench) {
    const { rotate } = await begun(bench);
    await rotate('first', 'second');
    await rotate('second', 'third');
    same(summary(await rotate('first', 'x')), ['reused', null], 'the reuse');
    same(summary(await rotate('third', 'fourth')), ['gone', null], 'the last token');
  },

  async 'ends the session if the token was never given'(bench) {
    const { rotate } = await begun(bench);
    same(summary(await rotate('unknown', 'x')), ['reused', null], 'the use');
    same(summary(await rotate('first', 'second')), ['gone', null], 'the last token');
  },

  async 'refuses a token that was not used in time'(bench) {
    const { rotate, now } = await begun(bench);
    same(summary(await rotate('first', 'x', { now: now + 60_000 })), ['gone', null], 'idle');
    const later = await begun(bench);
    await later.rotate('first', 'second', { idleUntil: now + 20_000 });
    same(summary(await later.rotate('second', 'x', { now: now + 20_000 })), ['gone', null], 'next');
  },

  async 'refuses a session that has ended, has no refresh token, or does not exist'(bench) {
    const { rotate, session } = await begun(bench);
    const end = { now: session.endsAt as number };
    same(summary(await rotate('first', 'x', end)), ['gone', null], 'ended');
    const without = await begun(bench, { refresh: null });
    same(summary(await without.rotate('first', 'x')), ['gone', null], 'without');
    same(summary(await rotate('first', 'x', { session: bench.id() })), ['gone', null], 'missing');
  },

  async 'refuses a session that was revoked'(bench) {
    const { rotate, session } = await begun(bench);
    await bench.other.append([bench.entry('session', { id: session.id })]);
    same(summary(await rotate('first', 'second')), ['gone', null], 'the use');
  },

  async 'gives fifty uses at once one successor'(bench) {
    const { step, session } = await begun(bench);
    const uses = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? bench.one : bench.other).rotate(step('first', `successor-${index}`)),
    );
    const answers = (await Promise.all(uses)).map(summary);
    same(new Set(answers.map(([, jti]) => jti)).size, 1, 'the number of successors');
    same(answers.filter(([outcome]) => outcome === 'rotated').length, 1, 'those that rotated');
    same(answers.filter(([outcome]) => outcome === 'repeated').length, 49, 'those that repeated');
    same((await bench.one.session(session.id))?.id, session.id, 'the session');
  },

  async 'notes that a session was seen when its token is used'(bench) {
    const { rotate, now, session } = await begun(bench);
    await rotate('first', 'second', { now: now + 5000 });
    same((await bench.other.session(session.id))?.seenAt, now + 5000, 'seen');
  },
};

async function begun(bench: StoreBench, more: { readonly refresh?: null } = {}) {
  const now = Date.now();
  const session = bench.session({
    startedAt: now,
    refresh: { jti: 'first', idleUntil: now + 60_000 },
    ...more,
  });
  await bench.one.addSession(session, false);
  const step = (
    presented: string,
    successor: string,
    changed: Partial<RotationStep> = {},
  ): RotationStep => ({
    session: session.id,
    presented,
    successor,
    grace: GRACE,
    now,
    idleUntil: now + 60_000,
    ...changed,
  });
  const rotate = (presented: string, successor: string, changed?: Partial<RotationStep>) =>
    bench.other.rotate(step(presented, successor, changed));
  return { session, now, step, rotate };
}

function summary(rotation: Rotation): readonly [string, string | null] {
  return [rotation.outcome, 'jti' in rotation ? rotation.jti : null];
}
