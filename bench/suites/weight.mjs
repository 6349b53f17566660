/** What having the library costs before it does anything, beside the libraries of the field. */
import { serve } from '../lib/child.mjs';
import { bundled } from '../weight/bundles.mjs';
import { importing } from '../weight/imports.mjs';
import { installed } from '../weight/packages.mjs';

serve(async ({ quick }) => [...importing(quick === 'once' ? 1 : quick ? 5 : 11), ...(await bundled()), ...installed()]);
