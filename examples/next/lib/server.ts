import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { serverAuth } from 'pyramidion/next';
import { security } from './security';

export const server = serverAuth(security, {
  headers,
  cookies,
  redirect,
  login: '/login',
  onRefused: ({ status }) => status === 404 && notFound(),
});
