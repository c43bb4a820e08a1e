import { expect, test, vi } from 'vitest';

const here = vi.hoisted(() => ({ screen: 'home', step: '1', replace: null as string | null }));
const app = vi.hoisted(() => ({ snapshot: undefined as { demo: boolean; setup: { kaspi: boolean; amocrm: boolean; stage: boolean } } | undefined }));
vi.mock('./app.svelte', () => ({ app }));
vi.mock('./route.svelte', () => ({
  STEPS: ['1', '2', '3'],
  route: {
    get screen() {
      return here.screen;
    },
    get step() {
      return here.step;
    },
    get: () => here.replace,
  },
}));
const { belongsTo, isReplacing, missingStep } = await import('./setup');

function stand(screen: string, step: string, done: number, demo = false, replace: string | null = null) {
  Object.assign(here, { screen, step, replace });
  app.snapshot = { demo, setup: { kaspi: done > 0, amocrm: done > 1, stage: done > 2 } };
}

test.each([
  ['home', '1', 0, 'welcome/1'],
  ['orders', '1', 1, 'welcome/2'],
  ['settings', '1', 2, 'welcome/3'],
  ['preview', '1', 3, undefined],
  ['welcome', '3', 1, 'welcome/2'],
  ['welcome', '1', 1, undefined],
  ['welcome', '2', 3, undefined],
])('at %s/%s with %i steps done: %s', (screen, step, done, path) => {
  stand(screen, step, done);
  expect(belongsTo()).toBe(path);
});

test('the example needs no connection, and has no onboarding', () => {
  stand('orders', '1', 0, true);
  expect([belongsTo(), missingStep()]).toEqual([undefined, undefined]);
  stand('welcome', '2', 0, true);
  expect(belongsTo()).toBe('home');
});

test('only what is connected can be replaced', () => {
  stand('welcome', '2', 3, false, '1');
  expect(isReplacing()).toBe(true);
  stand('welcome', '2', 2, false, '1');
  expect(isReplacing()).toBe(false);
});
