import type { Request, Response } from 'express';
import { authOf } from 'pyramidion/express';
import { refusedPage } from './pages.ts';

/** Whether the client is a browser that shows a page; others get JSON. */
export function wantsPage(req: Request): boolean {
  return req.accepts(['json', 'html']) === 'html';
}

/** Answers with a sentence: a page, or a problem (RFC 9457). */
export function answer(req: Request, res: Response, status: number, detail: string): void {
  res.status(status);
  if (wantsPage(req)) res.send(refusedPage(authOf(req), status, detail));
  else
    res
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', status, detail }));
}
