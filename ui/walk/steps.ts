// What several walks do on their way.

import type { Page } from 'playwright-core';
import en from '../messages/en.json';
import kk from '../messages/kk.json';
import ru from '../messages/ru.json';

/** Each language: its code, what it calls itself, its words. */
export const LANGUAGES = [['ru', 'Русский', ru], ['kk', 'Қазақша', kk], ['en', 'English', en]] as const;

/** From the onboarding to the invented shop. In Russian. */
export async function tryExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Попробовать на примере' }).click();
  await page.getByRole('complementary', { name: 'Это пример.' }).waitFor();
}

/** Agrees to the plan but for its first order, whose code it returns. In Russian. */
export async function begin(page: Page): Promise<string> {
  await page.keyboard.press('Control+3');
  const first = page.getByRole('checkbox', { name: /^Заказ \d+/ }).first();
  const code = /\d+/.exec((await first.getAttribute('aria-label')) ?? '')?.[0] ?? '';
  await first.click();
  await page.getByRole('button', { name: /^Записать/ }).click();
  await page.getByText(/^Записали \d+ изменен/).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Закрыть' }).click();
  return code;
}
