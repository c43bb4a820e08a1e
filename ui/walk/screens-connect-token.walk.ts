// From nothing to the first deals by two pasted tokens, by the keyboard alone; what is pasted wrong is said at its field.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { Onboarding } from './connecting';
import { type Shop, Visit } from './shop';

let visit: Visit;
let shop: Shop;
let page: Page;
let on: Onboarding;

beforeAll(async () => {
  visit = await Visit.begin(({ addresses }) => addresses);
  ({ shop, page } = visit);
  on = new Onboarding(page, shop);
});
afterAll(() => visit?.end());

/** Tabs on until the control has the focus. */
async function tabTo(name: string): Promise<void> {
  const called = () => page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return element?.labels?.[0]?.textContent ?? element?.textContent?.trim() ?? '';
  });
  for (let step = 0; step < 40 && (await called()) !== name; step += 1) await page.keyboard.press('Tab');
  expect(await called()).toBe(name);
}

test('nothing is connected: the first step, whatever the address says', async () => {
  await on.title('Подключите Kaspi').waitFor();
  await page.goto(new URL('/orders', page.url()).href);
  await on.title('Подключите Kaspi').waitFor();
  expect(new URL(page.url()).pathname).toBe('/welcome/1');
  expect(await page.getByRole('link', { name: 'Заказы' }).count()).toBe(0);
});

test('what is missing or wrong is said at its field, which has the focus', async () => {
  await tabTo('Продолжить');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.error('Токен Kaspi')).toContain('Вставьте токен.');
  expect(await on.field('Токен Kaspi').evaluate((field) => field === document.activeElement)).toBe(true);
  await audit(page, 'Kaspi, nothing entered');
  await on.field('Токен Kaspi').fill('bm8gc3VjaCB0b2tlbiBhdCBhbGwgaW4gdGhpcyBzaG9wIQ==');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.error('Токен Kaspi'), { timeout: 30_000 }).toContain('токен');
  expect(await on.field('Токен Kaspi').getAttribute('aria-invalid')).toBe('true');
  // A token of the other service.
  await on.field('Токен Kaspi').fill('eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.error('Токен Kaspi'), { timeout: 30_000 }).toContain('amoCRM');
  await audit(page, 'Kaspi, the other token');
});

test('Kaspi, by the keyboard', async () => {
  await on.field('Токен Kaspi').fill(shop.secret('KASPI_API_TOKEN'));
  await page.keyboard.press('Enter');
  await page.getByText('Kaspi отвечает').waitFor();
  await on.keepsNothing(shop.secret('KASPI_API_TOKEN'));
  await tabTo('Как называть магазин');
  await page.keyboard.type('Дом и Уют');
  await audit(page, 'Kaspi, connected');
  await page.keyboard.press('Enter');
  await on.title('Подключите amoCRM').waitFor();
  await expect.poll(on.focused).toBe('Подключите amoCRM');
});

test('amoCRM by a token: a wrong one, the other one, the right one', async () => {
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await on.field('Адрес вашего amoCRM').fill(shop.addresses['AMO_BASE_URL'] ?? '');
  await on.field('Долгосрочный токен').fill('not-a-token-of-this-account');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.field('Долгосрочный токен').getAttribute('aria-invalid'), { timeout: 30_000 }).toBe('true');
  await on.field('Долгосрочный токен').fill(shop.secret('KASPI_API_TOKEN'));
  await page.keyboard.press('Enter');
  await expect.poll(() => on.error('Долгосрочный токен'), { timeout: 30_000 }).toContain('Kaspi');
  await audit(page, 'amoCRM, refused');
  await on.field('Долгосрочный токен').fill(shop.secret('AMO_ACCESS_TOKEN'));
  await page.keyboard.press('Enter');
  await page.getByText('amoCRM отвечает').waitFor();
  await on.keepsNothing(shop.secret('AMO_ACCESS_TOKEN'));
  await audit(page, 'amoCRM, connected');
  await on.press('Продолжить');
  await on.title('Куда ставить сделки').waitFor();
});

test('a stage is suggested, the plan shown, nothing written; back and forth loses nothing', async () => {
  const write = page.getByRole('button', { name: /^Записать \d+/ });
  await write.waitFor({ timeout: 60_000 });
  expect(await shop.writes()).toBe(0);
  await audit(page, 'stages');
  await on.press('Назад');
  await on.title('Подключите amoCRM').waitFor();
  await on.press('Назад');
  expect(await on.field('Как называть магазин').inputValue()).toBe('Дом и Уют');
  await on.press('Продолжить');
  await on.press('Продолжить');
  await write.waitFor();
});

test('the first write begins the transfer', async () => {
  await page.getByRole('button', { name: /^Записать \d+/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Всё перенесено' }).waitFor({ timeout: 90_000 });
  expect((await shop.leads()).length).toBeGreaterThan(10);
  expect(new URL(page.url()).pathname).toBe('/home');
});

test('the settings check both, and a connection that is taken away leads back', async () => {
  await page.keyboard.press('Control+,');
  await page.getByRole('region', { name: 'amoCRM' }).getByRole('button', { name: 'Проверить' }).click();
  await page.getByRole('region', { name: 'amoCRM' }).getByRole('status').getByRole('listitem').first().waitFor();
  await audit(page, 'settings, checked');
  await page.getByRole('region', { name: 'amoCRM' }).getByRole('button', { name: 'Отключить…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Отключить amoCRM?' });
  await dialog.waitFor();
  await audit(page, 'settings, disconnect');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'amoCRM' }).getByRole('button', { name: 'Отключить…' }).click();
  await dialog.getByRole('button', { name: 'Отключить' }).click();
  await on.title('Подключите amoCRM').waitFor();
});
