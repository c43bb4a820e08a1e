// What the walks of the onboarding share: its fields, and the way through its steps. In Russian.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Shop } from './shop';

/** The sandbox's integration. */
export const CLIENT_ID = '00000000-0000-4000-8000-000000000001';
export const CLIENT_SECRET = 'sandbox-client-secret';

export class Onboarding {
  constructor(
    readonly page: Page,
    readonly shop: Shop,
  ) {}

  title = (name: string) => this.page.getByRole('heading', { level: 1, name });
  field = (name: string) => this.page.getByRole('textbox', { name });
  /** The button at the foot. */
  press = (name: string | RegExp) => this.page.locator('form > footer').getByRole('button', { name }).click();
  /** What is said under a field. */
  error = (name: string) => this.field(name).evaluate((field) => (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
  focused = () => this.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

  async kaspi(): Promise<void> {
    await this.field('Токен Kaspi').fill(this.shop.secret('KASPI_API_TOKEN'));
    await this.press('Продолжить');
    await this.page.getByText('Kaspi отвечает').waitFor();
    await this.press('Продолжить');
    await this.title('Подключите amoCRM').waitFor();
  }

  async way(name: string): Promise<void> {
    await this.page.getByRole('radio', { name }).click();
  }

  async keys(secret = CLIENT_SECRET): Promise<void> {
    await this.field('ID интеграции').fill(CLIENT_ID);
    await this.field('Секретный ключ').fill(secret);
  }

  /** Signs in with the browser and answers on amoCRM's page. */
  async answer(button: 'Разрешить' | 'Отказать'): Promise<void> {
    const opened = this.page.context().waitForEvent('page');
    await this.press('Войти через браузер');
    const consent = await opened;
    await this.page.getByText('Ждём вас в браузере').waitFor();
    await consent.getByRole('button', { name: button }).click();
    // The answer of this computer.
    await consent.waitForURL(/\/callback\?/);
    await consent.close();
  }

  /** No secret is left in the page. */
  async keepsNothing(...secrets: string[]): Promise<void> {
    const held = await this.page.evaluate(() => [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value).join('\n') + document.body.innerHTML);
    for (const secret of secrets) expect(held).not.toContain(secret);
  }
}
