import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

// The address that users see: SvelteKit refuses the forms of any other origin.
const origin = process.env.ORIGIN ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter({ out: 'dist' }), paths: { origin } })],
});
