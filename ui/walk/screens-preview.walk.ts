// The preview by the keyboard alone, on the example.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { tryExample } from './steps';
import { browse, enter, serve, type Served } from './world';

let browser: Browser;
let kopir: Served;
let page: Page;

beforeAll(async () => {
  browser = await browse();
  kopir = await serve();
  page = await enter(browser, kopir.url);
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
});

const boxes = () => page.getByRole('checkbox', { name: /^Заказ \d+/ });
const chosen = () => boxes().evaluateAll((all) => all.filter((box) => box.getAttribute('aria-checked') === 'true').length);
const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');

test('whoever goes on before the example has answered stays where they went', async () => {
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/api/ask', async (way) => {
    if (!way.request().postData()?.includes('"cmd":"demo"')) return way.continue();
    const response = await way.fetch();
    await held;
    await way.fulfill({ response });
  });
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('"cmd":"demo"') ?? false);
  await tryExample(page);
  await page.keyboard.press('Control+3');
  await boxes().first().waitFor();
  letThrough();
  await answered;
  await page.unroute('**/api/ask');
  await page.getByRole('heading', { level: 1, name: 'Предпросмотр' }).waitFor();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(new URL(page.url()).pathname).toBe('/preview');
});

test('arrows, Space and Ctrl A tick, and a visit elsewhere loses no tick', async () => {
  await page.keyboard.press('Control+3');
  await boxes().first().waitFor();
  const all = await boxes().count();
  await page.keyboard.press('Tab');
  await expect.poll(label).toBe('Собрать заново');
  await page.keyboard.press('ArrowDown');
  await expect.poll(label).toBe('Новые сделки');
  await page.keyboard.press('ArrowDown');
  await expect.poll(label).toMatch(/^Заказ \d+/);
  await page.keyboard.press('Space');
  await expect.poll(chosen).toBe(all - 1);
  await audit(page, 'preview, by the keyboard');
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+3');
  await expect.poll(chosen).toBe(all - 1);
  await page.keyboard.press('Control+a');
  await expect.poll(chosen).toBe(all);
  await page.keyboard.press('Control+a');
  await expect.poll(chosen).toBe(0);
  expect(await page.getByRole('button', { name: /^Записать/ }).isDisabled()).toBe(true);
  await audit(page, 'preview, nothing chosen');
  await page.keyboard.press('Control+a');
});

test('to build it anew keeps the focus', async () => {
  const again = page.getByRole('button', { name: 'Собрать заново' });
  await again.focus();
  await page.keyboard.press('Enter');
  await expect.poll(label).toBe('Собрать заново');
});

test('Ctrl Enter writes, says so, and the toast stays while it is read', async () => {
  await page.clock.install();
  await page.keyboard.press('Control+Enter');
  const toast = page.getByText(/^Записали \d+ изменен/);
  await toast.waitFor({ timeout: 60_000 });
  await toast.hover();
  await page.clock.runFor(20_000);
  expect(await toast.isVisible(), 'it stays under the pointer').toBe(true);
  await page.getByRole('heading', { level: 1 }).hover();
  await page.clock.runFor(7_000);
  await toast.waitFor({ state: 'detached' });
  await page.getByText('Записывать нечего: amoCRM уже совпадает с Kaspi.').waitFor();
  await page.getByText('Не тронем').click();
  await audit(page, 'preview, nothing to write');
});
