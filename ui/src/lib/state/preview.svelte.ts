// The preview as a person ticks it. It lives longer than its screen: a visit elsewhere loses no tick.

import { m } from '../../paraglide/messages.js';
import type { FailureDoc, Language, PassDoc, PassErrorDoc, PreviewDoc, PreviewGroup, PreviewRowDoc } from '../wire';
import { Refusal } from '../backend';
import { written } from '../words';
import { app, words } from './app.svelte';
import { toasts } from './toasts.svelte';

/** An older plan is built anew before it is written. */
const FRESH_MS = 5 * 60_000;
const GROUPS: PreviewGroup[] = ['deals', 'adopted', 'stages', 'fields', 'contacts', 'notes'];

class Preview {
  doc = $state.raw<PreviewDoc>();
  building = $state(false);
  applying = $state(false);
  failed = $state.raw<Refusal>();
  /** Whose words the plan has. */
  #language: Language | undefined;
  /** Why the plan broke off. */
  #error = $state.raw<PassErrorDoc | null>(null);
  /** What was not written, and why, by order. */
  outcome = $state.raw<PassDoc>();
  #unticked = $state.raw<ReadonlySet<string>>(new Set());
  /** Counts what made plans untrue while they were built. */
  #stale = 0;
  #built: Promise<void> = Promise.resolve();

  readonly groups = $derived(
    GROUPS.map((group) => ({ group, rows: this.rows.filter((row) => row.group === group) })).filter(
      ({ rows }) => rows.length > 0,
    ),
  );
  readonly ticked = $derived(this.rows.filter((row) => this.isTicked(row)));

  get rows(): PreviewRowDoc[] {
    return this.doc?.rows ?? [];
  }

  get isOld(): boolean {
    return !!this.doc && app.now.getTime() - new Date(this.doc.built_at).getTime() > FRESH_MS;
  }

  isTicked(row: PreviewRowDoc): boolean {
    return !this.#unticked.has(row.order) && !this.isStranded(row);
  }

  /** Whether the order that brings this one's contact is left out. */
  isStranded(row: PreviewRowDoc): boolean {
    return row.needs !== null && this.#unticked.has(row.needs);
  }

  tick(rows: PreviewRowDoc[], ticked: boolean): void {
    if (this.applying) return;
    const unticked = new Set(this.#unticked);
    for (const row of rows) {
      if (ticked) {
        unticked.delete(row.order);
        // It cannot go without the order that brings its contact.
        if (row.needs) unticked.delete(row.needs);
      } else unticked.add(row.order);
    }
    this.#unticked = unticked;
  }

  /** What the last write and this plan could not do. */
  get failures(): FailureDoc[] {
    const all = [...(this.outcome?.failures ?? []), ...(this.doc?.failures ?? [])];
    return [...new Map(all.map((failure) => [failure.order, failure])).values()];
  }

  /** Builds where nothing is to be seen, or not in the language that is read. */
  async see(): Promise<void> {
    if (!this.doc || this.#language !== app.language) await this.build();
  }

  /** Nothing of it is true any more: another shop, another account. */
  forget(): void {
    this.doc = this.failed = this.outcome = undefined;
    this.#error = null;
    this.#unticked = new Set();
    this.#stale += 1;
  }

  /** Builds for what has just changed: a plan that is being built is of before that. */
  async rebuild(): Promise<void> {
    this.#stale += 1;
    if (this.building) await this.#built;
    await this.build();
  }

  async build(): Promise<void> {
    if (this.building || this.applying) return;
    this.#built = this.#build();
    await this.#built;
  }

  async #build(): Promise<void> {
    const stale = this.#stale;
    this.building = true;
    this.failed = undefined;
    this.outcome = undefined;
    try {
      this.#language = app.language;
      const doc = await app.ask({ cmd: 'preview' });
      if (stale !== this.#stale) return;
      this.#error = doc.error;
      // A plan that broke off takes the place of none that is whole.
      if (!doc.error || !this.doc) this.doc = doc;
    } catch (error) {
      if (stale === this.#stale) this.failed = error as Refusal;
    } finally {
      this.building = false;
    }
  }

  /** Returns whether the engine took it. */
  async write(): Promise<boolean> {
    if (!this.doc || this.applying || this.building) return false;
    this.applying = true;
    const rows = this.ticked.map(({ order, print }) => ({ order, print }));
    const leave_out = this.rows.filter((row) => !this.isTicked(row)).map((row) => row.order);
    try {
      const pass = await app.ask({ cmd: 'apply', rows, leave_out });
      this.#tell(pass);
      this.#unticked = new Set();
      this.applying = false;
      await this.build();
      this.outcome = pass;
      return !pass.error;
    } catch (error) {
      app.complain(error);
      return false;
    } finally {
      this.applying = false;
    }
  }

  async stop(): Promise<void> {
    await app.ask({ cmd: 'stop' }).catch((error) => app.complain(error));
  }

  #tell(pass: PassDoc): void {
    if (pass.dry_run) return toasts.show('wait', m.preview_dry());
    const count = written(pass);
    if (pass.error) toasts.show('danger', pass.error.message);
    else if (pass.failures.length > 0)
      toasts.show('warn', m.preview_wrote_some({ count, failed: pass.failures.length }), {
        label: m.show(),
        screen: 'orders',
      });
    else toasts.show('ok', m.wrote({ count }));
    if (pass.changed.length > 0) toasts.show('wait', m.preview_changed({ count: pass.changed.length }));
  }

  /** What went wrong while it was built, in words. */
  get trouble(): { message: string; remedy: string } | undefined {
    if (this.failed) return words(this.failed);
    return this.#error ? { message: this.#error.message, remedy: '' } : undefined;
  }
}

export const preview = new Preview();
