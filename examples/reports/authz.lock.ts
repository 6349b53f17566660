import { Authenticated, memoryStore, user } from 'pyramidion';
import { lock } from 'pyramidion/lock';
import { testSecret } from 'pyramidion/testing';
import { open } from 'lmdb';
import { makeApp } from './app.ts';
import { LoginBrake } from './login-brake.ts';
import type { Draft } from './reports.ts';
import { Report, Reports } from './reports.ts';
import { makeSecurity } from './security.ts';
import { Users } from './users.ts';

// Without a path the database is a temporary one. Nothing is asked of it: the samples are below.
const database = open({});
const users = new Users(database);
const security = makeSecurity(testSecret(), users, memoryStore());
const app = makeApp(security, users, new Reports(database), new LoginBrake(30));

const text: Draft = { title: 'Visit to the quarry', text: '', draft: false };
const published = new Report({ id: 'published', owner: 'bob', ...text });
const draft = new Report({ id: 'draft', owner: 'bob', ...text, draft: true });

/** Who passes which route: `authz.lock` has the answers, and a test compares. */
export default lock(app, {
  as: {
    admin: ['role:admin'],
    reporter: ['role:reports'],
    owner: (report) => ['role:reports', user(report.record.owner)],
    withoutRoles: [Authenticated],
  },
  samples: {
    'GET /reports/:id': draft,
    'PUT /reports/:id': published,
    'POST /reports/:id': published,
  },
});
