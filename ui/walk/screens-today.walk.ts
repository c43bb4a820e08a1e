// The first screen: its figures are those of the engine, in the chart, in its table and by the keyboard.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { money, number } from '../src/lib/format';
import type { StatsDoc } from '../src/lib/wire';
import { audit } from './audit';
import { begin, tryExample } from './steps';
import { browse, enter, serve, type Served } from './world';

let browser: Browser;
let kopir: Served;
let page: Page;
let stats: StatsDoc;

beforeAll(async () => {
  browser = await browse();
  kopir = await serve();
  page = await enter(browser, kopir.url);
  await tryExample(page);
  await begin(page);
  await page.keyboard.press('Control+1');
  await page.getByRole('heading', { level: 1, name: 'Всё перенесено' }).waitFor();
  stats = await page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json', 'X-Kopir': '1' };
    return (await fetch('/api/ask', { method: 'POST', headers, body: '{"cmd":"stats","days":30}' })).json();
  });
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
});

const span = (name: string) => page.getByRole('radio', { name: new RegExp(`^${name}`) });
const chart = () => page.getByRole('slider', { name: /^Заказы по дням/ });
const said = () => chart().getAttribute('aria-valuetext');
/** What the engine counts in the last days. */
function total(days: number): string[] {
  const from = new Date(Date.now() - (days - 1) * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Almaty' });
  const counted = stats.days.filter(({ date }) => date >= from);
  const sum = (of: 'orders' | 'amount_kzt') => counted.reduce((all, day) => all + day[of], 0);
  return [number(sum('orders')), money(sum('amount_kzt'))];
}

test('this is an example, and it says so', async () => {
  await page.getByText('Это пример.').waitFor();
  await audit(page, 'today, the example');
});

test('the figures are those of the engine', async () => {
  expect(stats.totals.orders).toBeGreaterThan(10);
  expect(total(30)).toEqual([number(stats.totals.orders), money(stats.totals.amount_kzt)]);
  for (const [name, days] of [['Сегодня', 1], ['7 дней', 7], ['30 дней', 30]] as const) {
    for (const figure of total(days)) await span(name).getByText(figure, { exact: true }).waitFor();
  }
});

test('the chart is read by the keyboard', async () => {
  await chart().focus();
  const today = await said();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(said).not.toBe(today);
  await audit(page, 'today, a day of the chart');
  await page.keyboard.press('End');
  await expect.poll(said).toBe(today);
  await page.keyboard.press('Home');
  await expect.poll(() => chart().getAttribute('aria-valuenow')).toBe('0');
});

test('the table says the same, day by day', async () => {
  await page.getByRole('button', { name: 'Таблицей' }).click();
  const cells = await page.locator('tbody').getByRole('row').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
  const known = new Map(stats.days.map((day) => [day.date, day]));
  const expected = [...Array(30).keys()].map((back) => {
    const date = new Date(Date.now() - back * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Almaty' });
    const day = known.get(date);
    return [number(day?.orders ?? 0), money(day?.amount_kzt ?? 0), number(day?.failed ?? 0)];
  });
  expect(cells).toEqual(expected);
  await audit(page, 'today, as a table');
  await page.getByRole('button', { name: 'Графиком' }).click();
});

test('the chosen span is what the chart shows', async () => {
  await span('30 дней').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => chart().getAttribute('aria-valuemax')).toBe('6');
  const [orders, amount] = total(7);
  expect(await chart().getAttribute('aria-label')).toContain(`7 дней: ${orders}`);
  expect(await chart().getAttribute('aria-label')).toContain(amount);
});
