// The sandbox: a shop and an account that a walk can look into and disturb.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { BUILT, browse, end, enter, lines, serve, type Served } from './world';

type Lead = { id: number; name: string };
type Fault = { vendor: 'kaspi' | 'amocrm'; fault: string };

export class Shop {
  private constructor(
    readonly environment: Record<string, string>,
    readonly control: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** Both services on a loopback port, with the demo's shop. */
  static async open(): Promise<Shop> {
    const child = spawn(join(BUILT, 'xtask-sandbox'), ['0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const environment: Record<string, string> = {};
    let control = '';
    await lines(child, (line) => {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name && value) environment[name] = value;
      control ||= /https?:\S+_sandbox/.exec(line)?.[0] ?? '';
      return control !== '';
    });
    return new Shop(environment, control, () => end(child));
  }

  /** Where the services are, and nothing of how to get in: that is typed. */
  get addresses(): Record<string, string> {
    const { KASPI_BASE_URL = '', AMO_BASE_URL = '' } = this.environment;
    return { KASPI_BASE_URL, AMO_BASE_URL };
  }

  /** Something of the environment that `kopir` would read. */
  secret(name: 'KASPI_API_TOKEN' | 'AMO_ACCESS_TOKEN'): string {
    return this.environment[name] ?? '';
  }

  /** An authorization code, as the integration's page shows it. */
  async code(): Promise<string> {
    return (await this.#send('POST', 'codes', {})).code;
  }

  /** The deals whose name has the order's code. */
  async dealsOf(code: string): Promise<Lead[]> {
    return (await this.leads()).filter(({ name }) => name.includes(code));
  }

  async leads(): Promise<Lead[]> {
    return (await this.#send('GET', 'state')).leads;
  }

  /** How many changes amoCRM was asked for. */
  async writes(): Promise<number> {
    return (await this.#send('GET', 'requests?vendor=amocrm&writes=1')).requests.length;
  }

  /** Until `calm`: Köpir also asks by itself, and no fault may be spent on that. */
  async disturb(fault: Fault): Promise<void> {
    await this.#send('POST', 'faults', { ...fault, times: 0 });
  }

  /** Which readings of the uncertain facts a service answers under, from now on. */
  async turn(vendor: 'kaspi' | 'amocrm', switches: Record<string, unknown>): Promise<void> {
    await this.#send('POST', 'switches', { [vendor]: switches });
  }

  async calm(): Promise<void> {
    await this.#send('DELETE', 'faults');
  }

  async #send(method: string, path: string, body?: unknown) {
    const response = await fetch(`${this.control}/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  }
}

/** A person before the screens of a shop of their own, told of it by these settings. */
export class Visit {
  private constructor(
    readonly shop: Shop,
    readonly page: Page,
    private readonly browser: Browser,
    private readonly kopir: Served,
  ) {}

  static async begin(settings: (shop: Shop) => Record<string, string>): Promise<Visit> {
    const [browser, shop] = await Promise.all([browse(), Shop.open()]);
    const kopir = await serve(settings(shop));
    return new Visit(shop, await enter(browser, kopir.url), browser, kopir);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.kopir.stop();
    await this.shop.stop();
  }
}
