// amoCRM by its own page: refused, called off, agreed to; and by the code where the page does not come back.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit';
import { CLIENT_SECRET, Onboarding } from './connecting';
import { type Shop, Visit } from './shop';

let visit: Visit;
let shop: Shop;
let page: Page;
let on: Onboarding;

beforeAll(async () => {
  visit = await Visit.begin(({ addresses }) => addresses);
  ({ shop, page } = visit);
  on = new Onboarding(page, shop);
  await on.kaspi();
});
afterAll(() => visit?.end());

test('whoever refuses has changed nothing, and can begin anew', async () => {
  await on.way('Через браузер');
  await on.keys();
  await audit(page, 'browser, the keys');
  await on.answer('Отказать');
  await page.getByRole('alert').getByText('Вы отказали в доступе').waitFor({ timeout: 30_000 });
  await audit(page, 'browser, refused');
  expect(await on.field('Секретный ключ').inputValue()).toBe(CLIENT_SECRET);
});

test('the wait is called off', async () => {
  const opened = page.context().waitForEvent('page');
  await on.press('Войти через браузер');
  await page.getByText(/^Осталось [45]:\d\d$/).waitFor();
  await audit(page, 'browser, waiting');
  await page.getByRole('button', { name: 'Отмена' }).click();
  await page.getByText('Ждём вас в браузере').waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').count()).toBe(0);
  await (await opened).close();
});

test('a code that is pasted wrong is said at its field; the fields are kept', async () => {
  const opened = page.context().waitForEvent('page');
  await on.press('Войти через браузер');
  await (await opened).close();
  await page.getByRole('button', { name: 'Вставьте адрес из браузера' }).click();
  expect(await on.field('Секретный ключ').inputValue()).toBe(CLIENT_SECRET);
  await on.field('Код или адрес целиком').fill('http://localhost:17171/callback?code=none&referer=example.amocrm.ru');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.field('Код или адрес целиком').getAttribute('aria-invalid'), { timeout: 30_000 }).toBe('true');
  await audit(page, 'code, refused');
});

test('agreed to in the browser', async () => {
  await on.way('Через браузер');
  await on.answer('Разрешить');
  await page.getByText('amoCRM отвечает').waitFor({ timeout: 30_000 });
  await page.getByText('Доступ продлеваем сами.').waitFor();
  await on.keepsNothing(CLIENT_SECRET);
  await audit(page, 'browser, connected');
});

test('and by the code, where the access is replaced', async () => {
  await on.press('Продолжить');
  await on.press(/^Пока не записывать/);
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Сменить способ…' }).click();
  await on.way('Код на 20 минут');
  await on.field('Код или адрес целиком').fill(await shop.code());
  await on.field('Адрес вашего amoCRM').fill(shop.addresses['AMO_BASE_URL'] ?? '');
  await audit(page, 'code, replaced');
  await on.press('Подключить');
  await page.getByText('amoCRM отвечает').waitFor({ timeout: 30_000 });
  await on.press('Готово');
  await page.getByRole('region', { name: 'amoCRM' }).waitFor();
});
