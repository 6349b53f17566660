import type { AuthenticatedContext, SessionInfo } from 'pyramidion';
import { escape, page } from './pages.ts';

/** Lists the sessions of the user, with a button that ends each, and changes the password. */
export function sessionsPage(auth: AuthenticatedContext, sessions: readonly SessionInfo[]): string {
  const rows = sessions.map(({ id, label, startedAt, seenAt }) => {
    const mark = id === auth.session?.id ? ' <b>this one</b>' : '';
    return `<tr><td>${escape(label)}${mark}<br><small>since ${time(startedAt)}, last seen ${time(seenAt)}</small><td><form method="post" action="/sessions/${escape(id)}"><button>End</button></form>`;
  });
  return page(
    'Sessions',
    auth,
    `<table id="sessions">${rows.join('')}</table>
<p>Tokens of programs are not in this list. This ends them, too:</p>
<form method="post" action="/logout-everywhere"><button>Log out everywhere</button></form>
<h2>Change the password</h2><p>All other sessions end.</p>
<form method="post" action="/password"><input type="hidden" autocomplete="username" value="${escape(auth.userId)}"><label>Current password <input name="current" type="password" autocomplete="current-password" required></label>
<label>New password <input name="next" type="password" autocomplete="new-password" minlength="12" maxlength="200" required></label><button>Change</button></form>`,
  );
}

/** Writes a time for people: `2026-11-28 10:40 UTC`. */
function time(date: Date): string {
  const iso = date.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
