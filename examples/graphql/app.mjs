/** A login by cookie, fields for every user, one behind an ACL, and a logout. */
import { createGraphQLError, createSchema, createYoga } from 'graphql-yoga';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, permit, required, userOf } from './adapter.ts';

/** A real application asks its database, and a hash of the password. */
const users = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);

const security = createSecurity({
  privateKey: process.env.JWT_PRIVATE_KEY,
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(userId)?.roles.map((role) => `role:${role}`) ?? null,
});

const reports = { name: 'reports', acl: [[Allow, 'role:admin', 'read']] };

const typeDefs = `
  type Query { hello: String, me: User, reports: [String!] }
  type User { name: String!, salary: Int }
  type Mutation { login(name: String!, password: String!): String, logout: Boolean }
`;

const resolvers = {
  Query: {
    hello: (_parent, _args, { auth }) => `Hello ${auth.userId ?? 'you'}`,
    me: (_parent, _args, context) => ({ name: userOf(context).userId }),
    reports: permit('read', reports)(() => ['January', 'February']),
  },
  User: {
    salary: required('see salary', (user) => ({
      acl: [[Allow, `user:${user.name}`, 'see salary']],
    }))(() => 1000),
  },
  Mutation: {
    async login(_parent, { name, password }, { auth }) {
      if (users.get(name)?.password !== password)
        throw createGraphQLError('Wrong name or password');
      await auth.remember(name);
      return `Welcome ${name}`;
    },
    async logout(_parent, _args, { auth }) {
      await auth.forget();
      return true;
    },
  },
};

export const app = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: [authenticate(security)],
});
