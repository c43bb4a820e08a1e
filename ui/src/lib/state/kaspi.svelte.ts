// The first step: Kaspi's token, the shop's name, and what a Node integrator leaves behind.
//
// What was typed stays when a person goes back and forth; a token leaves the page once it is kept.

import { Refusal } from '../backend';
import type { KaspiFactsDoc, TakeoverDoc } from '../wire';
import { app } from './app.svelte';
import { connections } from './connections.svelte';

class Kaspi {
  token = $state('');
  name = $state('');
  checking = $state(false);
  facts = $state.raw<KaspiFactsDoc>();
  refusal = $state.raw<Refusal>();
  folder = $state('');
  taking = $state(false);
  takeover = $state.raw<TakeoverDoc>();
  takeoverRefused = $state.raw<Refusal>();

  /** Whether a token is kept already. */
  readonly isKept = $derived(app.snapshot?.setup.kaspi ?? false);

  /** Tries the token. Returns whether it is kept. */
  async connect(): Promise<boolean> {
    if (this.checking) return false;
    this.checking = true;
    this.refusal = undefined;
    this.facts = undefined;
    try {
      this.facts = await app.ask({ cmd: 'connect_kaspi', token: this.token.trim() });
      this.token = '';
      await Promise.all([app.refresh(), connections.load()]);
      this.name ||= connections.doc?.kaspi?.name ?? '';
      return true;
    } catch (error) {
      this.refusal = error as Refusal;
      return false;
    } finally {
      this.checking = false;
    }
  }

  /** Once more what could not be kept. */
  async keepAgain(): Promise<void> {
    this.takeoverRefused = undefined;
    if (this.token.trim()) await this.connect();
    else await this.takeOver();
  }

  /** Keeps the shop's name where it is another one. Returns whether it is kept. */
  async call(): Promise<boolean> {
    const name = this.name.trim();
    if (name === (connections.doc?.kaspi?.name ?? '')) return true;
    try {
      await app.ask({ cmd: 'name_shop', name });
      await connections.load();
      return true;
    } catch (error) {
      app.complain(error);
      return false;
    }
  }

  /** Takes over what a Node integrator has done. */
  async takeOver(): Promise<boolean> {
    if (this.taking) return false;
    this.taking = true;
    this.takeoverRefused = undefined;
    this.takeover = undefined;
    try {
      this.takeover = await app.ask({ cmd: 'import_node', folder: this.folder.trim() });
      await Promise.all([app.refresh(), connections.load()]);
      return true;
    } catch (error) {
      this.takeoverRefused = error as Refusal;
      return false;
    } finally {
      this.taking = false;
    }
  }
}

export const kaspi = new Kaspi();
