import { beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../backend';
import type { Ask } from '../wire';

type Answer = unknown | ((ask: Ask) => unknown);
const asked: Ask[] = [];
const answers: Record<string, Answer> = {};
const opened: string[] = [];
const app = vi.hoisted(() => ({
  snapshot: { demo: false, setup: { kaspi: false, amocrm: false, stage: false } },
  open: (_url: string) => {},
  take: (_snapshot: unknown) => {},
  refresh: async () => {},
  complain: (_error: unknown) => {},
  ask: async (_ask: Ask): Promise<unknown> => null,
}));
vi.mock('./app.svelte', () => ({ app }));
vi.mock('./preview.svelte', () => ({ preview: { forget: () => {}, rebuild: async () => {}, see: async () => {} } }));
vi.mock('./toasts.svelte', () => ({ toasts: { show: () => {} } }));

const { kaspi } = await import('./kaspi.svelte');
const { amocrm } = await import('./amocrm.svelte');

const no = (message: string) => () => {
  throw new Refusal({ code: 'kaspi.token', message, remedy: '', params: {}, correlation_id: '' });
};
const FACTS = { account: 'domuyut.amocrm.ru', name: 'Дом и Уют', user: null, admin: true, has_field: true, kind: 'oauth', expires_at: null, pipelines: 1, users: null };

beforeEach(() => {
  asked.length = opened.length = 0;
  Object.assign(answers, { connections: { kaspi: null, amocrm: null, client_id: null, has_client_secret: false }, fields: { admin: true, fields: [] } });
  app.open = (url) => void opened.push(url);
  app.ask = async (ask) => {
    asked.push(ask);
    const answer = answers[ask.cmd];
    return typeof answer === 'function' ? answer(ask) : (answer ?? null);
  };
  amocrm.choose('token');
  amocrm.address = amocrm.token = amocrm.clientId = amocrm.clientSecret = amocrm.code = '';
  amocrm.facts = undefined;
});
const cmds = () => asked.map(({ cmd }) => cmd);

test('a token leaves the page once it is kept, and stays where it was refused', async () => {
  answers['connect_kaspi'] = no('Kaspi не принял токен');
  kaspi.token = ' abc= ';
  expect(await kaspi.connect()).toBe(false);
  expect([kaspi.token, kaspi.refusal?.message]).toEqual([' abc= ', 'Kaspi не принял токен']);
  answers['connect_kaspi'] = { orders: 96, open: 37 };
  expect(await kaspi.connect()).toBe(true);
  expect([kaspi.token, kaspi.refusal, kaspi.facts?.open]).toEqual(['', undefined, 37]);
  expect(asked[0]).toEqual({ cmd: 'connect_kaspi', token: 'abc=' });
});

test("the shop's name is kept once, and not where it is the same", async () => {
  kaspi.name = 'Дом и Уют';
  expect(await kaspi.call()).toBe(true);
  expect(cmds()).toContain('name_shop');
  answers['connections'] = { kaspi: { name: 'Дом и Уют', fixed: false }, amocrm: null };
  await kaspi.call();
  asked.length = 0;
  await kaspi.call();
  expect(cmds()).toEqual([]);
});

test('a name alone is the usual address', async () => {
  answers['connect_token'] = FACTS;
  amocrm.address = 'domuyut';
  amocrm.token = 'eyJ';
  expect(await amocrm.connect()).toBe(true);
  expect(asked[0]).toEqual({ cmd: 'connect_token', address: 'domuyut.amocrm.ru', token: 'eyJ' });
  expect(amocrm.token).toBe('');
});

test('each way says what it lacks; an address says by itself of which account it is', () => {
  expect([...amocrm.lacking()]).toEqual(['address', 'token']);
  amocrm.choose('browser');
  expect([...amocrm.lacking()]).toEqual(['client_id', 'client_secret']);
  amocrm.choose('code');
  amocrm.clientId = amocrm.clientSecret = 'x';
  expect([...amocrm.lacking()]).toEqual(['code']);
  amocrm.code = 'def502';
  expect([...amocrm.lacking()]).toEqual(['address']);
  amocrm.code = 'http://localhost:17171/callback?code=def502&referer=domuyut.amocrm.ru';
  expect([...amocrm.lacking()]).toEqual([]);
});

test('the page opens, and its answer is waited for', async () => {
  Object.assign(answers, { connect_browser: { url: 'https://www.amocrm.ru/oauth', seconds: 300 }, await_browser: FACTS });
  amocrm.choose('browser');
  amocrm.clientId = amocrm.clientSecret = 'x';
  expect(await amocrm.connect()).toBe(true);
  expect(opened).toEqual(['https://www.amocrm.ru/oauth']);
  expect(cmds().slice(0, 2)).toEqual(['connect_browser', 'await_browser']);
  expect([amocrm.facts?.name, amocrm.clientSecret, amocrm.page]).toEqual(['Дом и Уют', '', undefined]);
});

test('a wait that was ended is heard of no more, and the way to the code takes nothing back', async () => {
  let refuse = () => {};
  Object.assign(answers, {
    connect_browser: { url: 'https://www.amocrm.ru/oauth', seconds: 300 },
    await_browser: () => new Promise((_, reject) => (refuse = () => reject(new Refusal({ code: 'x', message: '', remedy: '', params: {}, correlation_id: '' })))),
  });
  amocrm.choose('browser');
  amocrm.clientId = amocrm.clientSecret = 'x';
  const connected = amocrm.connect();
  await vi.waitFor(() => expect(cmds()).toContain('await_browser'));
  amocrm.choose('code');
  expect([amocrm.page, amocrm.connecting, amocrm.clientId]).toEqual([undefined, false, 'x']);
  refuse();
  expect(await connected).toBe(false);
  expect(amocrm.refusal).toBeUndefined();
  expect(cmds()).not.toContain('cancel_browser');
});

test('a port that is taken is said where the browser was asked for', async () => {
  answers['connect_browser'] = no('Порт 17171 занят другой программой');
  amocrm.choose('browser');
  amocrm.clientId = amocrm.clientSecret = 'x';
  expect(await amocrm.connect()).toBe(false);
  expect([amocrm.refusal?.message, amocrm.page, opened]).toEqual(['Порт 17171 занят другой программой', undefined, []]);
});
