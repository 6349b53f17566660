import type { AuthContext, AuthenticatedContext } from 'pyramidion';
import type { Draft, Report, ReportRecord } from './reports.ts';
import { PERMISSIONS } from './security.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#fbfaf7}
nav{display:flex;flex-wrap:wrap;gap:.6rem .8rem;align-items:baseline;white-space:nowrap;border-bottom:1px solid #ddd6c6;padding-bottom:.7rem;margin-bottom:1.5rem}nav b{flex:1}
form{display:grid;gap:.7rem;max-width:32rem}nav form{display:inline}label{display:grid;gap:.2rem}label.box{display:block}td form{display:block}input,textarea{font:inherit;padding:.45rem;border:1px solid #b9b29f;border-radius:4px;background:#fff}
button{font:inherit;white-space:nowrap;padding:.4rem 1rem;border:0;border-radius:4px;background:#7a5c1e;color:#fff;justify-self:start;cursor:pointer}a{color:#7a5c1e}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e6e0d2;vertical-align:top}
.yes{color:#1c6b3a}.no{color:#9c2f2f}pre{background:#f0ede4;padding:.8rem;border-radius:4px;white-space:pre-wrap}h1,pre,p,td a,td:last-child,#sessions td{overflow-wrap:anywhere}button{overflow-wrap:normal}`;

/** No page loads anything from another origin or runs a script. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a value as text of a page. */
export function escape(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}

/** Returns a page of the example. */
export function page(title: string, auth: AuthContext, body: string): string {
  const nav = auth.isAuthenticated
    ? `<a href="/reports">Reports</a> <a href="/sessions">Sessions</a> <a href="/me">Who am I</a> <form method="post" action="/logout"><button>Log out</button></form>`
    : `<a href="/login">Log in</a>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style>
<nav><b>Reports</b> ${nav}</nav><h1>${escape(title)}</h1>${body}</html>`;
}

/** @param refused - the login that was refused, and why */
export function loginPage(
  auth: AuthContext,
  refused?: { readonly name: string; readonly why: string },
): string {
  const why = refused?.why ?? auth.failure?.reason;
  const note = why === undefined ? '' : `<p class="no" role="alert">${escape(why)}</p>`;
  return page(
    'Log in',
    auth,
    `${note}<form method="post" action="/login"><label>Name <input name="name" autocomplete="username" required autofocus value="${escape(refused?.name ?? '')}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<label class="box"><input name="keep" type="checkbox"> Stay logged in for 30 days</label><button>Log in</button></form>`,
  );
}

export function reportsPage(auth: AuthContext, reports: readonly ReportRecord[]): string {
  const rows = reports.map(
    ({ id, title, owner, draft }) =>
      `<tr><td><a href="/reports/${escape(id)}">${escape(title)}</a>${draft ? ' (draft)' : ''}<td>${escape(owner)}`,
  );
  return page(
    'Reports',
    auth,
    `<table><tr><th>Title<th>Owner${rows.join('')}</table><h2>New report</h2><form method="post" action="/reports">${fields({ title: '', text: '', draft: false })}<button>Create</button></form>`,
  );
}

export function reportPage(auth: AuthContext, report: Report): string {
  const { id, owner, title, text } = report.record;
  const decision = auth.decide('edit', report);
  const edit = decision.allowed
    ? `<form method="post" action="/reports/${escape(id)}">${fields(report.record)}<button>Save</button></form>`
    : '';
  return page(
    title,
    auth,
    `<p>by ${escape(owner)}</p><pre>\n${escape(text)}</pre>${edit}<p class="${decision.allowed ? 'yes' : 'no'}">${escape(decision.reason)}</p>`,
  );
}

/**
 * Shows the claims, how long they last, and why each permission is granted or not.
 *
 * @param now - milliseconds since 1970
 */
export function whoAmIPage(auth: AuthenticatedContext, now: number): string {
  const { session } = auth;
  const left = (end: Date | null | undefined): string =>
    end ? clock((end.getTime() - now) / 1000) : '–';
  const rows = PERMISSIONS.map((permission) => {
    const { allowed, reason } = auth.decide(permission);
    return `<tr><td>${permission}<td class="${allowed ? 'yes' : 'no'}">${allowed ? 'yes' : 'no'}<td>${escape(reason)}`;
  });
  return page(
    'Who am I',
    auth,
    `<table><tr><th>User<td id="user">${escape(auth.userId)}<tr><th>Principals<td>${auth.principals.map(escape).join('<br>')}
<tr><th>Token ends in<td>${left(new Date(auth.claims.exp * 1000))}
<tr><th>Token is renewed in<td>${left(session?.renewsAt)}
<tr><th>Session ends in<td>${left(session?.endsAt)}</table>
<h2>Claims</h2><pre id="claims">${escape(JSON.stringify(auth.claims, null, 2))}</pre><h2>May I …</h2><table>${rows.join('')}</table>`,
  );
}

/** Writes a duration for people: `11 h 59 min 3 s`, `29 d 23 h`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const parts = [`${hours} h`, `${Math.floor(whole / 60) % 60} min`, `${whole % 60} s`];
  return parts.slice(whole < 60 ? 2 : whole < 3600 ? 1 : 0).join(' ');
}

export function refusedPage(auth: AuthContext, status: number, reason: string): string {
  return page(
    status === 404 ? 'Not found' : 'Refused',
    auth,
    `<p class="no" id="reason">${escape(reason)}</p>`,
  );
}

/**
 * HTML drops a line break right after the tag: without the one below, a text would lose its own.
 */
function fields({ title, text, draft }: Draft): string {
  return `<label>Title <input name="title" required maxlength="200" value="${escape(title)}"></label><label>Text <textarea name="text" rows="6" maxlength="20000">\n${escape(text)}</textarea></label><label class="box"><input name="draft" type="checkbox"${draft ? ' checked' : ''}> Draft: only you and administrators see it</label>`;
}
