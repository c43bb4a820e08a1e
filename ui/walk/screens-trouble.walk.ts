// What a person sees when something does not answer, and that nothing they typed or ticked is lost by it.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { type Shop, Visit } from './shop';

let visit: Visit;
let shop: Shop;
let page: Page;

beforeAll(async () => {
  visit = await Visit.begin(({ environment }) => environment);
  ({ shop, page } = visit);
});
afterAll(() => visit?.end());

const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const goTo = (name: string) => page.getByRole('link', { name }).click();

test('a plan that cannot be built anew leaves the old one and its ticks', async () => {
  await goTo('Предпросмотр');
  const rows = page.getByRole('checkbox', { name: /^Заказ \d+/ });
  await rows.nth(2).click();
  await shop.disturb({ vendor: 'kaspi', fault: 'unauthorized' });
  await page.getByRole('button', { name: 'Собрать заново' }).click();
  await page.getByRole('alert').getByText('Не удалось собрать. Ничего не записано.').waitFor();
  expect(await rows.nth(2).getAttribute('aria-checked')).toBe('false');
  expect(await rows.nth(3).getAttribute('aria-checked')).toBe('true');
  await audit(page, 'preview, not built');
  await shop.calm();
  await page.getByRole('alert').getByRole('button', { name: 'Повторить' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  expect(await rows.nth(2).getAttribute('aria-checked')).toBe('false');
  expect(await shop.writes()).toBe(0);
});

test('Kaspi refuses the token: stopped, with the way out, and well again afterwards', async () => {
  await page.keyboard.press('Control+Enter');
  await page.getByText(/^Записали \d+ изменен/).waitFor({ timeout: 60_000 });
  await goTo('Сегодня');
  await title('Всё перенесено').waitFor();
  await shop.disturb({ vendor: 'kaspi', fault: 'unauthorized' });
  await page.getByRole('button', { name: 'Проверить сейчас' }).click();
  await title(/^Перенос остановлен: /).waitFor();
  await page.getByRole('alert').getByText('Что сделать').waitFor();
  await audit(page, 'stopped');
  await shop.calm();
  await page.getByRole('button', { name: 'Проверить сейчас' }).click();
  await title('Всё перенесено').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('Köpir itself does not answer: it says so, the content stays, and it comes back', async () => {
  await goTo('Заказы');
  const search = page.getByRole('searchbox');
  await search.fill('Наталья');
  const found = page.getByRole('button', { name: /Наталья/ });
  await found.first().waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: /Наталья/ }).first().click();
  await page.getByText('Köpir не отвечает').first().waitFor();
  expect(await search.inputValue()).toBe('Наталья');
  expect(await found.count()).toBeGreaterThan(0);
  await audit(page, 'offline, orders');
  await goTo('Сегодня');
  await title('Köpir не отвечает').waitFor();
  await page.getByRole('radio', { name: /30 дней/ }).waitFor();
  await audit(page, 'offline, today');
  await page.context().setOffline(false);
  await title('Всё перенесено').waitFor({ timeout: 30_000 });
});

test('a tab whose session has ended asks for a new link', async () => {
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Проверить сейчас' }).click();
  await title('Вход в Köpir закончился').waitFor();
  await page.getByText('Откройте новую ссылку').first().waitFor();
  await audit(page, 'signed out');
});
