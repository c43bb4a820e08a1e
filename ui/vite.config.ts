import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // A system's own web view may be some years old: the style sheet is lowered for it.
  // The window and the browser load nothing but files of their own: no inlined modules, no data addresses for fonts.
  build: { target: 'es2022', cssTarget: 'safari16.4', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  test: { include: ['src/**/*.test.ts'] },
});
