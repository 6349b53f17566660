import { authenticate, permit } from 'pyramidion/next';
import { security, world } from '../../lib/security';

const route = authenticate(security)(permit('read')(() => new Response(String(++world.served))));
export { route as DELETE, route as GET, route as POST, route as PUT };
