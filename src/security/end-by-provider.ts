import type { Failure } from '../base/errors.ts';
import { AuthError, failure } from '../base/errors.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { NewEntry } from '../stores/model/entry.ts';
import { laterOf } from '../stores/model/entry.ts';
import type { EventForm, ProviderEvent } from '../token/event-verifier.ts';
import { lackOf } from './lacking-keys.ts';
import { liveOf } from './live-of.ts';
import type { ProviderAnswer, ProviderMessage } from './provider-answer.ts';
import { accepted, refused, unavailable } from './provider-answer.ts';
import { readProviderMessage } from './read-provider-message.ts';
import type { Wiring } from './wiring.ts';

/** The issuer, a cached key set and the network may each be asked once. */
const ROUNDS = 3;
const FAILED = failure('store_unavailable', 'A logout at a provider may not have been stored.');

/**
 * Ends sessions after a logout at a provider: verifies the message of the provider, stores what it
 * ends, and returns the answer.
 *
 * @throws ConfigurationError without `issuers` or a revocation
 */
export async function endByProvider(
  wiring: Wiring,
  given: ProviderMessage,
): Promise<ProviderAnswer> {
  const live = liveOf(wiring, 'endByProvider');
  if (!wiring.hasOthers)
    throw new ConfigurationError(
      'endByProvider needs the option issuers of createSecurity: name the provider there.',
      'setup_incomplete',
    );
  const message = readProviderMessage(given);
  if (!message.ok) return refuse(wiring, message.form, message.failure);
  const { form, token } = message;
  const event = await verify(wiring, token, form);
  if (!event.ok) return refuse(wiring, form, event);
  try {
    await store(live, event);
  } catch (error) {
    if (!AuthError.isAuthError(error)) throw error;
    return refuse(wiring, form, { ...FAILED, reason: `${FAILED.reason} ${error.reason}` });
  }
  return accepted(form, event);
}

async function verify(
  { verifier, clock }: Wiring,
  token: string,
  form: EventForm,
): Promise<ProviderEvent | Failure> {
  for (let rounds = ROUNDS; ; rounds--) {
    const result = verifier.verifyEvent(token, form, clock() / 1000);
    if (result.ok) return result;
    const lack = lackOf(verifier, token, result, rounds > 0);
    if (lack === null || lack.waiting === null) return lack?.otherwise ?? result;
    await lack.waiting;
  }
}

/** Stores what ended together with the id of the event, which counts once. */
async function store(live: LiveSessions, { issuer, jti, ended, until }: ProviderEvent) {
  const { sid, users } = ended;
  if (sid === null && users.length === 0) return;
  const owner = users[0] === undefined ? null : entryId(issuer, users[0]);
  const used = { kind: 'token', id: entryId(issuer, `event:${jti}`), user: owner } as const;
  if (await live.isTokenEnded(used.id)) return;
  // Sessions of ours and tokens of the issuer carry what ended.
  const end = laterOf(await live.horizon(null), await live.horizon(issuer));
  const entries: NewEntry[] = users.map((user) => {
    const id = entryId(issuer, user);
    return { kind: 'user', id, user: id, until: end };
  });
  if (sid !== null)
    entries.push({ kind: 'session', id: entryId(issuer, sid), user: null, until: end });
  await live.append([...entries, { ...used, until: until * 1000 }]);
}

function refuse(wiring: Wiring, form: EventForm, failed: Failure): ProviderAnswer {
  const { code, reason, issuer = null } = failed;
  wiring.emit({ event: 'provider_logout_refused', code, reason, issuer });
  return new AuthError(code).status === 503 ? unavailable() : refused(form, code);
}
