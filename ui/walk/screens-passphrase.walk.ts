// A computer without a keychain: a passphrase seals what is entered, the next start asks for it, nothing runs till then.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import en from '../messages/en.json';
import kk from '../messages/kk.json';
import ru from '../messages/ru.json';
import { audit } from './audit';
import { Onboarding } from './connecting';
import { Shop } from './shop';
import { browse, enter, serve, type Served } from './world';

const LANGUAGES = [['Русский', ru], ['Қазақша', kk], ['English', en]] as const;
const PASSPHRASE = 'верный конь батарея';

let browser: Browser;
let shop: Shop;
let folder: string;
let kopir: Served;
let page: Page;
let on: Onboarding;

/** Köpir in the same data folder, where no bus leads to a keychain. */
async function start(): Promise<void> {
  kopir = await serve({ ...shop.addresses, KOPIR_DATA_DIR: folder, KOPIR_SECRETS: '', KOPIR_SECRETS_PASSPHRASE: '', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' });
  page = await enter(browser, kopir.url);
  on = new Onboarding(page, shop);
}

beforeAll(async () => {
  [browser, shop] = await Promise.all([browse(), Shop.open()]);
  folder = mkdtempSync(join(tmpdir(), 'kopir-walk-'));
  await start();
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function everywhere(where: string): Promise<void> {
  for (const [width, height] of [[1120, 760], [560, 380]] as const) {
    await page.setViewportSize({ width, height });
    expect([where, width, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([where, width, 0]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await audit(page, `${where}, ${width}, ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1120, height: 760 });
}

const card = (words: typeof ru | typeof kk | typeof en = ru) => page.getByRole('region', { name: words.passphrase_new });

test('what cannot be sealed is not kept: a card says why, and asks for a passphrase', async () => {
  await on.field('Токен Kaspi').fill(shop.secret('KASPI_API_TOKEN'));
  await page.keyboard.press('Enter');
  await card().waitFor({ timeout: 30_000 });
  expect(await card().textContent()).toContain('gnome-keyring');
  await expect.poll(() => on.field(ru.passphrase).evaluate((field) => field === document.activeElement)).toBe(true);
});

describe.each(LANGUAGES)('%s', (name, words) => {
  test('the card', async () => {
    const button = page.getByRole('button', { name });
    if (await button.count()) await button.click();
    await card(words).waitFor();
    await everywhere(words.passphrase_new);
  });
});

test('a passphrase is typed twice, and long enough', async () => {
  await page.getByRole('button', { name: 'Русский' }).click();
  const [first, second] = [page.getByLabel(ru.passphrase, { exact: true }), page.getByLabel(ru.passphrase_again)];
  await first.fill('коротко');
  await second.fill('коротка');
  await page.keyboard.press('Enter');
  await expect.poll(() => on.error(ru.passphrase_again)).toContain(ru.passphrase_differs);
  await second.fill('коротко');
  await page.keyboard.press('Enter');
  await page.getByText('Пароль короче 8 знаков.').waitFor();
  await audit(page, 'a short one');
  await first.fill(PASSPHRASE);
  await second.fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  // What was to be kept is kept now.
  await page.getByText('Kaspi отвечает').waitFor({ timeout: 30_000 });
  await on.keepsNothing(PASSPHRASE, shop.secret('KASPI_API_TOKEN'));
  expect(await card().count()).toBe(0);
});

test('the next start asks for it, whatever the address says', async () => {
  await page.context().close();
  await kopir.stop();
  await start();
  await on.title(ru.passphrase_title).waitFor();
  await page.goto(new URL('/settings/connections', page.url()).href);
  await on.title(ru.passphrase_title).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password');
  await everywhere('Unlock');
});

test('a wrong one is one sentence; the right one opens', async () => {
  const field = page.getByLabel(ru.passphrase, { exact: true });
  await field.fill('неверный конь батарея');
  await page.keyboard.press('Enter');
  await page.getByText('Пароль не подошёл.').waitFor({ timeout: 30_000 });
  await audit(page, 'a wrong one');
  await field.fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  // Kaspi is connected as it was.
  await on.title('Подключите amoCRM').waitFor({ timeout: 30_000 });
  await on.keepsNothing(PASSPHRASE);
});
