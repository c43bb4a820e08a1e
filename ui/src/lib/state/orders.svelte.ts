// The list of orders as it is searched and paged. What was typed stands in the address.

import { m } from '../../paraglide/messages.js';
import type { Refusal } from '../backend';
import type { OrderFactsDoc, OrderGroup, OrdersDoc, RelinkDoc } from '../wire';
import { app, words } from './app.svelte';
import { route } from './route.svelte';
import { toasts } from './toasts.svelte';

const PAGE = 100;
export const GROUPS: OrderGroup[] = ['all', 'open', 'waiting', 'skipped'];
export const PERIODS = ['30', '90', 'all'] as const;
const DONE = { retry: m.retried, skip: m.skipped, unskip: m.unskipped, release: m.released };
export type Act = keyof typeof DONE;

class Orders {
  doc = $state.raw<OrdersDoc>();
  loading = $state(false);
  failed = $state.raw<Refusal>();
  facts = $state.raw<OrderFactsDoc>();
  acting = $state(false);
  #asked = 0;

  get group(): OrderGroup {
    return GROUPS.find((group) => group === route.get('group')) ?? 'all';
  }

  get search(): string {
    return route.get('q') ?? '';
  }

  get period(): (typeof PERIODS)[number] {
    return PERIODS.find((period) => period === route.get('days')) ?? '30';
  }

  get code(): string | null {
    return route.get('code');
  }

  /** Reads the list anew, as long as it was. */
  async load(): Promise<void> {
    const limit = Math.max(PAGE, this.doc?.orders.length ?? 0);
    await this.#read(null, limit, (doc) => doc);
  }

  async more(): Promise<void> {
    const known = this.doc;
    if (!known?.next || this.loading) return;
    await this.#read(known.next, PAGE, (doc) => ({ ...doc, orders: [...known.orders, ...doc.orders] }));
  }

  async #read(after: string | null, limit: number, take: (doc: OrdersDoc) => OrdersDoc): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const days = this.period === 'all' ? null : Number(this.period);
      const search = this.search || null;
      const doc = await app.ask({ cmd: 'orders', group: this.group, search, days, after, limit: Math.min(limit, 500) });
      // Of two questions only the later one's answer counts.
      if (asked !== this.#asked) return;
      this.doc = take(doc);
      this.failed = undefined;
    } catch (error) {
      if (asked === this.#asked) this.failed = error as Refusal;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  /** Reads the facts of the order in the address. */
  async look(): Promise<void> {
    const code = this.code;
    if (!code) {
      this.facts = undefined;
      return;
    }
    try {
      const facts = await app.ask({ cmd: 'order', code });
      if (code === this.code) this.facts = facts;
    } catch (error) {
      app.complain(error);
      if (code === this.code && code !== this.facts?.order.code) route.set({ code: null });
    }
  }

  /** Does something with an order and says in a toast how it went. */
  async act(cmd: Act, code: string): Promise<void> {
    if (this.acting) return;
    this.acting = true;
    try {
      const { pass } = await app.ask({ cmd, code });
      const failure = pass?.failures[0];
      if (pass?.error) toasts.show('danger', pass.error.message);
      else if (failure) toasts.show('warn', failure.message);
      else toasts.show('ok', DONE[cmd]());
    } catch (error) {
      app.complain(error);
    } finally {
      this.acting = false;
    }
  }

  /** The deal that a person named, before the order goes to it; or why it cannot. */
  async find(code: string, deal: string): Promise<RelinkDoc | { message: string; remedy: string }> {
    try {
      return await app.ask({ cmd: 'relink', code, deal, dry_run: true });
    } catch (error) {
      return words(error as Refusal);
    }
  }

  async relink(code: string, deal: number): Promise<void> {
    await this.#say(async () => {
      const doc = await app.ask({ cmd: 'relink', code, deal: String(deal), dry_run: false });
      if (doc.pending) toasts.show('warn', m.relink_pending());
      else if (doc.code_left_behind) toasts.show('warn', m.relink_left_behind({ deal: String(doc.previous_deal_id) }));
      else toasts.show('ok', m.relinked());
    });
  }

  async forget(code: string): Promise<void> {
    await this.#say(async () => {
      await app.ask({ cmd: 'forget', code });
      toasts.show('ok', m.forgotten());
    });
  }

  async #say(what: () => Promise<void>): Promise<void> {
    if (this.acting) return;
    this.acting = true;
    try {
      await what();
    } catch (error) {
      app.complain(error);
    } finally {
      this.acting = false;
    }
  }
}

export const orders = new Orders();
