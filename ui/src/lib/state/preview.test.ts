import { beforeEach, expect, test, vi } from 'vitest';
import type { Ask, PreviewRowDoc } from '../wire';

const asked: Ask[] = [];
const answers: Record<string, unknown> = {};
const said: string[] = [];
vi.mock('./app.svelte', () => ({
  app: {
    now: new Date('2026-11-23T09:00:00Z'),
    ask: async (ask: Ask) => {
      asked.push(ask);
      if (!(ask.cmd in answers)) throw new Error(ask.cmd);
      return answers[ask.cmd];
    },
    complain: () => said.push('complained'),
  },
}));
vi.mock('./toasts.svelte', () => ({ toasts: { show: (tone: string) => said.push(tone) } }));

const { preview } = await import('./preview.svelte');

const row = (order: string, needs: string | null = null): PreviewRowDoc => ({
  order,
  print: `print of ${order}`,
  group: 'deals',
  buyer: null,
  amount_kzt: 100,
  deal_id: null,
  details: [],
  needs,
});
const plan = (...rows: PreviewRowDoc[]) => ({ built_at: '2026-11-23T09:00:00Z', rows, left_alone: [], failures: [], notices: [], error: null });
const chosen = () => preview.rows.filter((one) => preview.isTicked(one)).map(({ order }) => order);

beforeEach(async () => {
  asked.length = 0;
  said.length = 0;
  answers['preview'] = plan(row('1'), row('2', '1'), row('3'));
  delete answers['apply'];
  await preview.build();
  preview.tick(preview.rows, true);
  asked.length = 0;
});

test('who brings the contact takes the other one along', () => {
  preview.tick([row('1')], false);
  expect(chosen()).toEqual(['3']);
  preview.tick([row('2', '1')], true);
  expect(chosen()).toEqual(['1', '2', '3']);
});

test('what is written is what was shown, and the rest is left out', async () => {
  answers['apply'] = { orders: { created: 1, adopted: 0, updated: 0 }, failures: [], changed: [], notices: [] };
  preview.tick([row('1')], false);
  await preview.write();
  expect(asked[0]).toEqual({ cmd: 'apply', rows: [{ order: '3', print: 'print of 3' }], leave_out: ['1', '2'] });
  expect(asked[1]).toEqual({ cmd: 'preview' });
  expect(said).toEqual(['ok']);
});

test('a refused write loses no tick', async () => {
  preview.tick([row('3')], false);
  await preview.write();
  expect(said).toEqual(['complained']);
  expect(chosen()).toEqual(['1', '2']);
});

test('a plan that cannot be built anew leaves the old one and its ticks', async () => {
  preview.tick([row('3')], false);
  delete answers['preview'];
  await preview.build();
  expect(preview.failed).toBeDefined();
  expect(chosen()).toEqual(['1', '2']);
});

test('a plan that broke off leaves the whole one before it', async () => {
  answers['preview'] = { ...plan(), error: { code: 'kaspi.token', message: 'Kaspi не принял токен', field: null } };
  await preview.build();
  expect(preview.trouble?.message).toBe('Kaspi не принял токен');
  expect(chosen()).toEqual(['1', '2', '3']);
});

test('what a write could not do stays beside the plan that follows it', async () => {
  const failure = { order: '3', code: 'amo.field', message: 'Не приняли поле', retry_at: null };
  answers['apply'] = { orders: { created: 1, adopted: 0, updated: 0 }, failures: [failure], changed: [], notices: [] };
  await preview.write();
  expect(preview.failures).toEqual([failure]);
  await preview.build();
  expect(preview.failures).toEqual([]);
});

test('while it is written nothing can be ticked', async () => {
  answers['apply'] = { orders: { created: 3, adopted: 0, updated: 0 }, failures: [], changed: [], notices: [] };
  const written = preview.write();
  preview.tick(preview.rows, false);
  expect(chosen()).toEqual(['1', '2', '3']);
  await written;
});

test('a plan that was being built when its grounds changed is not shown', async () => {
  let finish = (_plan: unknown) => {};
  answers['preview'] = new Promise((resolve) => (finish = resolve));
  const old = preview.build();
  const fresh = preview.rebuild();
  answers['preview'] = plan(row('7'));
  finish(plan(row('6')));
  await Promise.all([old, fresh]);
  expect(chosen()).toEqual(['7']);
});

test('of another shop nothing is left', async () => {
  preview.tick([row('1')], false);
  preview.forget();
  expect([preview.doc, preview.failures]).toEqual([undefined, []]);
  await preview.see();
  expect(chosen()).toEqual(['1', '2', '3']);
});
