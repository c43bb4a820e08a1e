// The second step: three ways to the same access.
//
// What was typed stays, whichever way is chosen; tokens, keys and codes leave the page once they are kept.

import { tidy, whole } from '../address';
import { Refusal } from '../backend';
import type { AmoFactsDoc, Ask } from '../wire';
import { app } from './app.svelte';
import { connections } from './connections.svelte';
import { stages } from './stages.svelte';

export const WAYS = ['token', 'browser', 'code'] as const;
export type Way = (typeof WAYS)[number];
type Connect = Extract<Ask, { cmd: 'connect_token' | 'connect_code' | 'await_browser' }>;

class Amocrm {
  way = $state<Way>('token');
  address = $state('');
  token = $state('');
  clientId = $state('');
  clientSecret = $state('');
  code = $state('');
  connecting = $state(false);
  facts = $state.raw<AmoFactsDoc>();
  refusal = $state.raw<Refusal>();
  /** The page that was opened in the browser, and when its answer is waited for no longer. */
  page = $state.raw<{ url: string; until: number }>();
  /** Counts the waits: of one that was ended nothing more is heard. */
  #waits = 0;

  readonly isKept = $derived(app.snapshot?.setup.amocrm ?? false);

  /** Fills in what is known, where nothing was typed. */
  recall(): void {
    this.clientId ||= connections.doc?.client_id ?? '';
    this.address ||= tidy(connections.doc?.amocrm?.account ?? '');
  }

  /** Whether the chosen way has a secret that was not tried yet. */
  get isTyped(): boolean {
    const secrets = { token: this.token, browser: this.clientSecret, code: this.code };
    return secrets[this.way].trim() !== '';
  }

  /** What the chosen way needs and has not. */
  lacking(): ReadonlySet<string> {
    const hasSecret = this.clientSecret.trim() !== '' || connections.doc?.has_client_secret === true;
    const keys = { client_id: this.clientId.trim() !== '', client_secret: hasSecret };
    const code = this.code.trim();
    const needs: Record<Way, Record<string, boolean>> = {
      token: { address: this.address.trim() !== '', token: this.token.trim() !== '' },
      browser: keys,
      // An address says by itself of which account it is.
      code: { ...keys, code: code !== '', address: code === '' || code.includes('code=') || this.address.trim() !== '' },
    };
    return new Set(Object.entries(needs[this.way]).flatMap(([name, has]) => (has ? [] : [name])));
  }

  /** Another way. Whoever takes the code out of the browser's address still has that page: it is not taken back. */
  choose(way: Way): void {
    if (this.page && way === 'token') void this.cancel();
    else if (this.page) this.#leave();
    this.way = way;
    this.refusal = undefined;
  }

  #leave(): void {
    this.#waits += 1;
    this.page = undefined;
    this.connecting = false;
  }

  /** By the chosen way. Returns whether the access is kept. */
  async connect(): Promise<boolean> {
    if (this.connecting) return false;
    const address = whole(this.address.trim());
    const keys = { client_id: this.clientId.trim(), client_secret: this.clientSecret.trim() };
    if (this.way === 'browser') return this.#browse({ cmd: 'connect_browser', address, ...keys });
    return this.#take(
      this.way === 'token'
        ? { cmd: 'connect_token', address, token: this.token.trim() }
        : { cmd: 'connect_code', address, ...keys, code: this.code.trim() },
    );
  }

  async cancel(): Promise<void> {
    this.#leave();
    await app.ask({ cmd: 'cancel_browser' }).catch((error) => app.complain(error));
  }

  async #browse(ask: Extract<Ask, { cmd: 'connect_browser' }>): Promise<boolean> {
    const wait = ++this.#waits;
    this.connecting = true;
    this.refusal = undefined;
    this.facts = undefined;
    try {
      const { url, seconds } = await app.ask(ask);
      if (wait !== this.#waits) return false;
      this.page = { url, until: Date.now() + seconds * 1000 };
      app.open(url);
    } catch (error) {
      if (wait === this.#waits) this.refusal = error as Refusal;
    } finally {
      if (wait === this.#waits) this.connecting = false;
    }
    return this.page && wait === this.#waits ? this.#take({ cmd: 'await_browser' }) : false;
  }

  async #take(ask: Connect): Promise<boolean> {
    const wait = this.#waits;
    this.connecting = true;
    this.refusal = undefined;
    this.facts = undefined;
    try {
      const facts = await app.ask(ask);
      if (wait !== this.#waits) return false;
      this.facts = facts;
      this.token = this.clientSecret = this.code = '';
      stages.forget();
      await Promise.all([app.refresh(), connections.load(), connections.loadFields()]);
      return true;
    } catch (error) {
      if (wait === this.#waits) this.refusal = error as Refusal;
      return false;
    } finally {
      if (wait === this.#waits) {
        this.page = undefined;
        this.connecting = false;
      }
    }
  }
}

export const amocrm = new Amocrm();
