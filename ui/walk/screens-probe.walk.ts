// What the services can do, on the settings: asked by a button, told where it is not as expected, shown again unasked.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import en from '../messages/en.json';
import kk from '../messages/kk.json';
import ru from '../messages/ru.json';
import { audit } from './audit';
import { type Shop, Visit } from './shop';

const LANGUAGES = [['Русский', ru], ['Қазақша', kk], ['English', en]] as const;

let visit: Visit;
let shop: Shop;
let page: Page;

beforeAll(async () => {
  visit = await Visit.begin(({ environment }) => environment);
  ({ shop, page } = visit);
});
afterAll(() => visit?.end());

const card = (name = ru.probe) => page.getByRole('region', { name });

test('nothing was asked yet', async () => {
  await page.keyboard.press('Control+,');
  await card().getByText(ru.probe_nothing).waitFor();
  await audit(page, 'nothing asked');
});

test('asked by the button: an answer that is not as expected is told, nothing is written', async () => {
  await shop.turn('amocrm', { order_honoured: false });
  await card().getByRole('button', { name: ru.probe_ask }).click();
  await card().getByRole('button', { name: ru.probe_asking }).waitFor();
  await card().getByText('Противоречит тому, что мы знаем: Слушается ли порядок по номеру? — нет.').waitFor({ timeout: 30_000 });
  expect(await shop.writes()).toBe(0);
  await card().getByText(/^amoCRM · спросили/).click();
  await card().getByText('Чей это токен?').waitFor();
});

test('a service that does not answer is told, and its answers before stay', async () => {
  await shop.disturb({ vendor: 'kaspi', fault: 'unauthorized' });
  await card().getByRole('button', { name: ru.probe_again }).click();
  await card().getByText('Kaspi больше не принимает токен').waitFor({ timeout: 30_000 });
  await card().getByText(/^Kaspi · спросили/).waitFor();
  await shop.calm();
});

describe.each(LANGUAGES)('%s', (name, words) => {
  test('the answers after a new start of the page', async () => {
    await page.getByRole('button', { name: /^(Язык и вид|Тіл және көрініс|Language and look)$/ }).click();
    await page.getByRole('menuitemradio', { name }).click();
    await card(words.probe).waitFor();
    await page.reload();
    await card(words.probe).getByRole('button', { name: words.probe_again }).waitFor();
    await card(words.probe).locator('summary').first().click();
    for (const [width, height] of [[1120, 760], [560, 380]] as const) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
        await audit(page, `${words.probe}, ${width}, ${colorScheme}`);
      }
    }
    await page.setViewportSize({ width: 1120, height: 760 });
  });
});
