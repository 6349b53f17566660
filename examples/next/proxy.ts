import { NextResponse } from 'next/server';
import { proxyAuth } from 'pyramidion/next';
import { security } from './lib/security';

export const proxy = proxyAuth(security, (init) => NextResponse.next(init));

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
