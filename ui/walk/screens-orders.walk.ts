// The orders: found by what a person has at hand, opened and left by the keyboard alone. On the example.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { begin, tryExample } from './steps';
import { browse, enter, serve, type Served } from './world';

let browser: Browser;
let kopir: Served;
let page: Page;
/** The order that was not agreed to. */
let left = '';

beforeAll(async () => {
  browser = await browse();
  kopir = await serve();
  page = await enter(browser, kopir.url);
  await tryExample(page);
  left = await begin(page);
  await page.getByRole('link', { name: 'Заказы' }).click();
  await rows().first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
});

const search = () => page.getByRole('searchbox');
const rows = () => page.locator('tbody').getByRole('row');
const drawer = () => page.getByRole('complementary', { name: /^Заказ / });
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
/** What the engine says of an order. */
const ask = (question: object) =>
  page.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/json', 'X-Kopir': '1' };
    return (await fetch('/api/ask', { method: 'POST', headers, body })).json();
  }, JSON.stringify(question));

async function sole(code: string): Promise<void> {
  await expect.poll(() => rows().count()).toBe(1);
  await rows().filter({ hasText: code }).waitFor();
}

test('the groups have their counts, and so many rows', async () => {
  const { counts } = await ask({ cmd: 'orders', group: 'all', search: null, days: 30, after: null, limit: 100 });
  const names = { all: 'Все', open: 'В работе', waiting: 'Ждут вас', skipped: 'Пропущены' };
  for (const [group, name] of Object.entries(names)) {
    await page.getByRole('radio', { name: new RegExp(`^${name}\\s*${counts[group]}$`) }).click();
    await expect.poll(() => rows().count()).toBe(Math.min(100, counts[group]));
    await audit(page, `orders, ${group}`);
  }
  await page.getByRole('radio', { name: /^Все/ }).click();
});

test('an order is found by its code, its buyer, its goods and the digits of its phone', async () => {
  const { orders } = await ask({ cmd: 'orders', group: 'all', search: null, days: 30, after: null, limit: 100 });
  let phone: string | null = null;
  let code = '';
  for (const order of orders) {
    ({ phone } = await ask({ cmd: 'order', code: order.code }));
    code = order.code;
    if (phone) break;
  }
  const { order } = await ask({ cmd: 'order', code });
  await search().fill(code);
  await sole(code);
  for (const words of [order.buyer, order.goods[0].name, phone?.slice(-7)]) {
    await search().fill(words);
    await rows().filter({ hasText: code }).waitFor();
    await expect.poll(async () => (await rows().count()) < orders.length).toBe(true);
  }
  await search().fill('никого нет');
  await page.getByText('По запросу «никого нет» ничего.').waitFor();
  await audit(page, 'orders, nothing found');
  await search().fill('');
});

test('by the keyboard alone: search, down, in, and back to the row', async () => {
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('780');
  await expect.poll(() => page.url()).toContain('q=780');
  expect(await search().evaluate((field) => field === document.activeElement), 'a search leaves the focus in its field').toBe(true);
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toMatch(/780\d+$/);
  const first = await focused();
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).not.toBe(first);
  const second = await focused();
  await page.keyboard.press('Enter');
  await drawer().waitFor();
  await expect.poll(focused).toMatch(/^Заказ \d+$/);
  await audit(page, 'orders, one open');
  await page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'detached' });
  await expect.poll(focused).toBe(second);
});

test('the keys for the screens lead to their headings', async () => {
  for (const [key, name] of [['3', 'Предпросмотр'], ['2', 'Заказы']] as const) {
    await page.keyboard.press(`Control+${key}`);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await expect.poll(focused).toBe(name);
  }
  await page.keyboard.press('Control+1');
  await page.getByRole('radio', { name: /30 дней/ }).waitFor();
  await page.keyboard.press('Control+f');
  await expect.poll(() => search().evaluate((field) => field === document.activeElement)).toBe(true);
});

test('the drawer says what the engine knows', async () => {
  await search().fill('');
  await rows().first().getByRole('button').click();
  const code = /\d{6,}/.exec((await drawer().getByRole('heading', { level: 2 }).textContent()) ?? '')?.[0] ?? '';
  const { order } = await ask({ cmd: 'order', code });
  await drawer().getByText(order.buyer).waitFor();
  for (const line of order.goods) await drawer().getByText(line.name).waitFor();
  await drawer().getByText(/телефон скрыт Kaspi|\+7/).waitFor();
  expect(await drawer().getByRole('heading', { level: 3, name: 'Почему так' }).count()).toBe(1);
});

test('why all is as it is: what was found, decided and written, the newest last', async () => {
  const code = /\d{6,}/.exec((await drawer().getByRole('heading', { level: 2 }).textContent()) ?? '')?.[0] ?? '';
  const { why } = await ask({ cmd: 'order', code });
  const lines = drawer().getByRole('region', { name: 'Почему так' }).getByRole('listitem');
  expect(await lines.getByRole('paragraph').allTextContents()).toEqual(why.map((line: { text: string }) => line.text));
  expect(await lines.first().textContent()).toMatch(/Нашли в Kaspi через \d+ (секунд|минут|час|д)/);
  await lines.filter({ hasText: /Создали сделку \d+ в «.+»/ }).waitFor();
  await lines.last().filter({ hasText: 'Написали примечание с товарами' }).waitFor();
  await audit(page, 'orders, why');
});

test('a skipped order is brought back, and skipped again after a question', async () => {
  await page.goto(new URL(`/orders?code=${left}&days=all`, kopir.url).href);
  await drawer().getByRole('button', { name: 'Вернуть в перенос' }).click();
  await page.getByText('Заказ снова переносится').waitFor();
  const skip = drawer().getByRole('button', { name: 'Пропустить…' });
  await skip.click();
  const dialog = page.getByRole('alertdialog', { name: `Пропустить заказ ${left}?` });
  await dialog.waitFor();
  await audit(page, 'orders, the question');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(focused, { message: 'the focus is back where it was' }).toBe('Пропустить…');
  await skip.click();
  await dialog.getByRole('button', { name: 'Пропустить', exact: true }).click();
  await page.getByText('Заказ пропущен').waitFor();
  await drawer().getByRole('button', { name: 'Вернуть в перенос' }).waitFor();
});

test('where the list has no room beside it, an open order lies over it', async () => {
  await page.setViewportSize({ width: 880, height: 600 });
  await page.goto(new URL('/orders', kopir.url).href);
  await rows().first().getByRole('button').click();
  await drawer().waitFor();
  await search().focus();
  expect(await focused(), 'the list under it takes no part').toMatch(/^Заказ \d+$/);
  await audit(page, 'orders, narrow, one open');
  await drawer().getByRole('button', { name: 'Закрыть' }).click();
  await search().waitFor();
});
