// The onboarding and the settings in every language, theme and size: axe finds nothing, nothing is cut off.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from './audit';
import { Onboarding } from './connecting';
import { type Shop, Visit } from './shop';
import { LANGUAGES } from './steps';

const SIZES = [[1120, 760], [880, 600], [560, 380]] as const;

let visit: Visit;
let shop: Shop;
let page: Page;

beforeAll(async () => {
  visit = await Visit.begin(({ addresses }) => addresses);
  ({ shop, page } = visit);
});
afterAll(() => visit?.end());

async function speak(name: string): Promise<void> {
  const button = page.getByRole('button', { name });
  if (await button.count()) await button.click();
}

async function everywhere(where: string): Promise<void> {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect([where, width, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([where, width, 0]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await audit(page, `${where}, ${width}, ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1120, height: 760 });
}

describe.each(LANGUAGES)('%s', (language, name, words) => {
  test('step 1', async () => {
    await speak(name);
    await page.getByRole('heading', { level: 1, name: words.kaspi_title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await everywhere(`${language}, Kaspi`);
  });
});

test('Kaspi is connected', async () => {
  await speak('Русский');
  await new Onboarding(page, shop).kaspi();
});

describe.each(LANGUAGES)('%s', (language, name, words) => {
  test('step 2, every way', async () => {
    await speak(name);
    await page.getByRole('heading', { level: 1, name: words.amo_title }).waitFor();
    for (const way of [words.way_token, words.way_browser, words.way_code]) {
      await page.getByRole('radio', { name: way }).click();
      await everywhere(`${language}, ${way}`);
    }
    await page.getByRole('radio', { name: words.way_token }).click();
  });
});
