// From «nothing is written» to the first deals: what was shown is what is written.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { type Shop, Visit } from './shop';

let visit: Visit;
let shop: Shop;
let page: Page;
/** The order that is unticked, and one that is not. */
let left = '';
let taken: string[] = [];

beforeAll(async () => {
  visit = await Visit.begin(({ environment }) => environment);
  ({ shop, page } = visit);
});
afterAll(() => visit?.end());

const row = (code: string) => page.getByRole('checkbox', { name: `Заказ ${code}` });

test('before anything was agreed to, the way leads to the preview', async () => {
  await page.getByRole('heading', { level: 1, name: 'Пока ничего не пишем' }).waitFor();
  await audit(page, 'first look');
  await page.getByRole('button', { name: 'Посмотреть, что запишем' }).click();
  await page.getByRole('heading', { level: 1, name: 'Предпросмотр' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Предпросмотр');
});

test('the preview shows a plan and writes nothing', async () => {
  const rows = page.getByRole('checkbox', { name: /^Заказ \d+/ });
  await rows.first().waitFor();
  const names = await rows.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label') ?? ''));
  const codes = names.map((name) => /\d+/.exec(name)?.[0] ?? '');
  expect(codes.length).toBeGreaterThan(10);
  left = codes[0] ?? '';
  taken = codes.slice(1);
  expect(await shop.writes()).toBe(0);
  await audit(page, 'preview');
});

test('what is ticked becomes one deal each, what is not becomes none', async () => {
  await row(left).click();
  await page.getByText('не запишем: галочка снята').waitFor();
  await page.getByText(`Выбрано ${taken.length} из ${taken.length + 1}.`).waitFor();
  await audit(page, 'preview, a row unticked');
  // Whoever clicks twice writes once, and does not stop what they began.
  await page.getByRole('button', { name: `Записать ${taken.length}` }).dblclick();
  await page.getByText(new RegExp(`^Записали ${taken.length} изменен`)).waitFor({ timeout: 60_000 });
  for (const code of taken) expect([code, await shop.dealsOf(code)]).toEqual([code, [expect.anything()]]);
  expect(await shop.dealsOf(left)).toEqual([]);
  await audit(page, 'preview, written');
});

test('the order left out waits among the skipped and can be brought back', async () => {
  await page.getByRole('link', { name: 'Заказы' }).click();
  await page.getByRole('radio', { name: /^Пропущены/ }).click();
  await page.getByRole('button', { name: left }).click();
  const drawer = page.getByRole('complementary', { name: `Заказ ${left}` });
  await drawer.getByRole('button', { name: 'Вернуть в перенос' }).click();
  await page.getByText('Заказ снова переносится').waitFor();
  await page.getByRole('link', { name: 'Сегодня' }).click();
  await page.getByRole('button', { name: 'Проверить сейчас' }).click();
  await expect.poll(() => shop.dealsOf(left), { timeout: 30_000 }).toHaveLength(1);
  await page.getByRole('heading', { level: 1, name: 'Всё перенесено' }).waitFor();
  await audit(page, 'all is well');
});
