import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Real processes and a real browser: one walk after the other, each with time enough for a slow machine.
// What follows a step that failed would only fail as well.
export default defineConfig({
  plugins: [svelte()],
  test: { include: ['walk/**/*.walk.ts'], fileParallelism: false, bail: 1, testTimeout: 120_000, hookTimeout: 60_000 },
});
