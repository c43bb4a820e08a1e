// Short messages at the edge: at most two, gone after six seconds, errors stay until they are closed.

import type { Path } from './route.svelte';

export type Tone = 'ok' | 'warn' | 'danger' | 'wait';
export type Toast = {
  id: number;
  tone: Tone;
  text: string;
  action: { label: string; screen: Path } | undefined;
};

const SHOWN_MS = 6000;
const AT_ONCE = 2;

class Toasts {
  #list = $state<Toast[]>([]);
  #last = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  get list(): Toast[] {
    return this.#list;
  }

  show(tone: Tone, text: string, action?: Toast['action']): void {
    const toast = { id: ++this.#last, tone, text, action };
    this.#list = [...this.#list, toast].slice(-AT_ONCE);
    this.release(toast);
  }

  /** Whoever reads it holds it. */
  hold(toast: Toast): void {
    clearTimeout(this.#timers.get(toast.id));
  }

  release(toast: Toast): void {
    if (toast.tone === 'danger') return;
    this.hold(toast);
    this.#timers.set(
      toast.id,
      setTimeout(() => this.close(toast), SHOWN_MS),
    );
  }

  close(toast: Toast): void {
    this.hold(toast);
    this.#timers.delete(toast.id);
    this.#list = this.#list.filter((other) => other.id !== toast.id);
  }
}

export const toasts = new Toasts();
