// Every screen in every language and theme, at every size: axe finds nothing, nothing stays in another language.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import en from '../messages/en.json';
import kk from '../messages/kk.json';
import ru from '../messages/ru.json';
import { audit } from './audit';
import { begin, tryExample } from './steps';
import { browse, enter, serve, type Served } from './world';

const LANGUAGES = { ru: { name: 'Русский', words: ru }, kk: { name: 'Қазақша', words: kk }, en: { name: 'English', words: en } };
const THEMES = ['light', 'dark'] as const;

let browser: Browser;
let kopir: Served;
let page: Page;
let words = ru as typeof ru | typeof kk | typeof en;

beforeAll(async () => {
  browser = await browse();
  kopir = await serve();
  page = await enter(browser, kopir.url);
  await tryExample(page);
});
afterAll(async () => {
  await browser?.close();
  await kopir?.stop();
});

const menu = () => page.getByRole('button', { name: words.look });

async function speak(language: keyof typeof LANGUAGES): Promise<void> {
  await menu().click();
  await page.getByRole('menuitemradio', { name: LANGUAGES[language].name }).click();
  words = LANGUAGES[language].words;
  await page.getByRole('link', { name: words.nav_preview }).waitFor();
}

async function inBothThemes(where: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await audit(page, `${await page.locator('html').getAttribute('lang')}, ${colorScheme}, ${where}`);
  }
}

/** What is read, without what people, goods and languages are called. */
async function chrome(): Promise<string> {
  return page.evaluate(() => {
    const called = 'td.wide, th[scope=row], .goods, dd, li > .cut, ol p, [role=menu]';
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const name of copy.querySelectorAll(called)) name.remove();
    const labels = [...copy.querySelectorAll('[aria-label], [title], [placeholder]')].filter((element) => element.getAttribute('role') !== 'checkbox');
    const said = labels.flatMap((element) => ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''));
    return [document.title, copy.textContent, ...said].join('\n');
  });
}

/** Runs in the browser: what scrolls sideways, and what is cut off below without a way to it. */
function ill(): string[] {
  const boxes = [document.documentElement, ...document.querySelectorAll('main *')];
  const style = (box: Element) => getComputedStyle(box);
  const sideways = boxes.filter((box) => box.scrollWidth > box.clientWidth + 1 && ['auto', 'scroll'].includes(style(box).overflowX));
  const cut = boxes.filter((box) => box.clientHeight > 60 && box.scrollHeight > box.clientHeight + 1 && style(box).overflowY === 'hidden');
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
  return [...wide, ...sideways.map((box) => `sideways: ${box.className}`), ...cut.map((box) => `cut: ${box.className}`)];
}

describe.each(['ru', 'kk', 'en'] as const)('%s', (language) => {
  test('is spoken at once, by the screens and the engine', async () => {
    await page.keyboard.press('Control+3');
    await speak(language);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await expect.poll(() => page.title()).toBe(`${words.nav_preview} · Köpir`);
    await expect.poll(() => menu().evaluate((button) => button === document.activeElement), { message: 'the focus stays' }).toBe(true);
    await page.getByRole('heading', { level: 1, name: words.nav_preview }).waitFor();
    const first = page.getByRole('checkbox', { name: /\d{6}/ }).first();
    await first.waitFor();
    if (language === 'en') await expect.poll(chrome).not.toMatch(/[а-яёәғқңөұүһі]/i);
  });

  test('preview, today and the menu, before the first write', async () => {
    expect(await page.evaluate(ill)).toEqual([]);
    await inBothThemes('preview');
    await menu().click();
    await page.getByRole('menu').waitFor();
    await inBothThemes('menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+1');
    await page.getByRole('button', { name: words.home_look }).waitFor();
    await inBothThemes('today, the first look');
    if (language === 'en') await expect.poll(chrome).not.toMatch(/[а-яёәғқңөұүһі]/i);
  });
});

test('the example gets its deals', async () => {
  await speak('ru');
  await begin(page);
});

describe.each(['ru', 'kk', 'en'] as const)('%s, with deals', (language) => {
  test('today, orders and one of them', async () => {
    await speak(language);
    await page.keyboard.press('Control+1');
    await page.getByRole('slider').waitFor();
    await inBothThemes('today');
    if (language === 'en') await expect.poll(chrome).not.toMatch(/[а-яёәғқңөұүһі]/i);
    await page.keyboard.press('Control+2');
    await page.locator('tbody').getByRole('row').first().waitFor();
    await inBothThemes('orders');
    await page.locator('tbody').getByRole('row').nth(1).getByRole('button').click();
    await page.getByRole('complementary', { name: /\d{6}/ }).waitFor();
    await inBothThemes('one order');
    if (language === 'en') await expect.poll(chrome).not.toMatch(/[а-яёәғқңөұүһі]/i);
    await page.keyboard.press('Escape');
  });

  test('a small window has a rail, a zoomed one no second scrolling', async () => {
    for (const [width, height] of [[880, 600], [560, 380]] as const) {
      await page.setViewportSize({ width, height });
      for (const screen of ['1', '2', '3']) {
        await page.keyboard.press(`Control+${screen}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect([language, width, screen, await page.evaluate(ill)]).toEqual([language, width, screen, []]);
        await audit(page, `${language}, ${width}×${height}, screen ${screen}`);
      }
      expect((await page.getByRole('banner').boundingBox())?.width).toBe(56);
      expect(await page.getByRole('link', { name: words.nav_orders }).count(), 'the rail has its names').toBe(1);
    }
    await page.setViewportSize({ width: 1120, height: 760 });
  });
});

test('a chosen theme holds, and holds after a reload', async () => {
  await menu().click();
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.getByRole('menuitemradio', { name: words.theme_dark }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).not.toBe(light);
  await page.reload();
  expect(await ground()).not.toBe(light);
});
