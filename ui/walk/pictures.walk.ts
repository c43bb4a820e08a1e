// Draws every screen of the example into docs/pictures. Not a test: a look at it is.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import ru from '../messages/ru.json';
import { draw } from './png';
import { LANGUAGES, begin, tryExample } from './steps';
import { browse, enter, ROOT, serve, type Served } from './world';

const FOLDER = join(ROOT, 'docs/pictures');
const THEMES = ['light', 'dark'] as const;

let browser: Browser;
let kopir: Served;
let page: Page;
/** What the button says that leads to the languages. */
let look: string = ru.look;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  browser = await browse();
  kopir = await serve();
  page = await enter(browser, kopir.url);
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
});

async function speak([, name, words]: (typeof LANGUAGES)[number]): Promise<void> {
  await page.getByRole('button', { name: look }).click();
  await page.getByRole('menuitemradio', { name }).click();
  look = words.look;
  await page.getByRole('link', { name: words.nav_preview }).waitFor();
}

async function picture(screen: string, language: string): Promise<void> {
  // At rest: nothing under the pointer, no focus ring, the fonts there.
  await page.mouse.move(560, 4);
  await page.evaluate(async () => {
    (document.activeElement as HTMLElement | null)?.blur();
    await document.fonts.ready;
  });
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await draw(page, join(FOLDER, `${screen}-${language}-${colorScheme}.png`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the onboarding', async () => {
  for (const [language, name, words] of LANGUAGES) {
    // What is spoken is no button.
    const button = page.getByRole('button', { name });
    if (await button.count()) await button.click();
    await page.getByRole('heading', { level: 1, name: words.kaspi_title }).waitFor();
    await picture('welcome', language);
  }
  await page.getByRole('button', { name: 'Русский' }).click();
  await tryExample(page);
});

test('the preview', async () => {
  await page.keyboard.press('Control+3');
  for (const language of LANGUAGES) {
    await speak(language);
    await page.getByRole('checkbox', { name: /\d{6}/ }).first().waitFor();
    await picture('preview', language[0]);
  }
});

test('today, and the orders with one open', async () => {
  await speak(LANGUAGES[0]);
  await begin(page);
  for (const language of LANGUAGES) {
    await speak(language);
    await page.keyboard.press('Control+1');
    await page.getByRole('slider').waitFor();
    // The figures and the events come after the line that says all is well.
    await page.locator('main li').first().waitFor();
    await picture('today', language[0]);
    await page.keyboard.press('Control+2');
    await page.locator('tbody').getByRole('row').nth(2).getByRole('button').click();
    await page.getByRole('complementary', { name: /\d{6}/ }).waitFor();
    await picture('orders', language[0]);
    await page.keyboard.press('Escape');
  }
});
