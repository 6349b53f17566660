import { authenticate, permit } from 'pyramidion/next';
import { reports, security } from '../../../lib/security';

export const GET = authenticate(security)(
  permit(
    'read',
    reports,
  )((_request, { auth }) => Response.json({ user: auth.userId, titles: reports.titles })),
);
