// What every screen starts from: the snapshot, the state as it changes, and the way to the engine.

import { m } from '../../paraglide/messages.js';
import { setLocale } from '../../paraglide/runtime.js';
import { connect, Refusal, type Backend } from '../backend';
import type { AnswerOf } from '../backend/backend';
import { Times } from '../format';
import type { Ask, Language, ProgressDoc, SnapshotDoc, StatusDoc } from '../wire';
import { toasts } from './toasts.svelte';

/** Times that say how long ago are told anew so often. */
const TICK_MS = 10_000;

class App {
  snapshot = $state.raw<SnapshotDoc>();
  progress = $state.raw<ProgressDoc>();
  /** Why there is no snapshot, or none that is fresh. */
  refusal = $state.raw<Refusal>();
  /** Counts what happened to the ledger: who shows it asks again when it moves. */
  changes = $state(0);
  now = $state.raw(new Date());
  #backend: Backend | undefined;

  readonly times = $derived(new Times(this.snapshot?.timezone ?? 'Asia/Almaty'));

  get language(): Language {
    return this.snapshot?.language ?? 'ru';
  }

  /** The engine's last word, unless it does not answer: then nobody knows that all is well. */
  get status(): StatusDoc | undefined {
    const status = this.snapshot?.status;
    if (!status || !this.refusal) return status;
    const { message, remedy } = words(this.refusal);
    const unknown = { state: 'unknown' as const, fact: '' };
    // A heading has no full stop.
    const title = message.replace(/\.$/, '');
    return { ...status, state: 'offline', title, remedy, code: this.refusal.code, since: status.checked_at, running: false, kaspi: unknown, amocrm: unknown };
  }

  async start(): Promise<void> {
    this.#backend = await connect();
    this.#backend.listen(
      (told) => {
        if (told.event === 'status' && this.snapshot) {
          this.snapshot = { ...this.snapshot, status: told.status };
          if (!told.status.running) this.progress = undefined;
        } else if (told.event === 'progress') {
          this.progress = told.progress;
        } else if (told.event === 'changed') {
          this.changes += 1;
          void this.refresh();
        }
      },
      () => void this.refresh(),
      () => {
        // What was told meanwhile was not heard.
        this.changes += 1;
        void this.refresh();
      },
    );
    setInterval(() => {
      this.now = new Date();
      if (this.refusal) void this.refresh();
    }, TICK_MS);
    await this.refresh();
  }

  /** Asks for everything anew. */
  async refresh(): Promise<void> {
    try {
      this.take(await this.ask({ cmd: 'snapshot' }));
      this.refusal = undefined;
    } catch (error) {
      this.refusal = asRefusal(error);
    }
  }

  async ask<A extends Ask>(ask: A): Promise<AnswerOf<A>> {
    try {
      if (!this.#backend) throw Refusal.ofTheWay('face.offline');
      return await this.#backend.ask(ask);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.isOfTheWay) this.refusal = refusal;
      throw refusal;
    }
  }

  open(url: string): void {
    this.#backend?.open(url);
  }

  async speak(language: Language): Promise<void> {
    try {
      // The screens are drawn anew in it, and ask anew.
      this.take(await this.ask({ cmd: 'language', language }));
    } catch (error) {
      this.complain(error);
    }
  }

  /** Says in a toast what went wrong; nothing else changes. */
  complain(error: unknown): void {
    const { message, remedy } = words(asRefusal(error));
    toasts.show('danger', `${message} ${remedy}`.trim());
  }

  /** An answer that was a snapshot. */
  take(snapshot: SnapshotDoc): void {
    void setLocale(snapshot.language, { reload: false });
    document.documentElement.lang = snapshot.language;
    this.snapshot = snapshot;
    this.now = new Date();
  }
}

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : Refusal.ofTheWay('face.offline');
}

/** What is wrong and what to do: the engine's sentences, or the screen's own about the way to it. */
export function words(refusal: Refusal): { message: string; remedy: string } {
  if (refusal.code === 'face.offline') return { message: m.face_offline(), remedy: m.face_offline_todo() };
  if (refusal.code === 'face.session') return { message: m.face_session(), remedy: m.face_session_todo() };
  return refusal.doc;
}

export const app = new App();
