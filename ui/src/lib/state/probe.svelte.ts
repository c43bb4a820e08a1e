// What the services answered to what their contracts leave open: shown as it is kept, asked anew on a word.

import type { ProbeDoc, ProbeErrorDoc } from '../wire';
import { app } from './app.svelte';

class Probe {
  doc = $state.raw<ProbeDoc>();
  asking = $state(false);
  /** What kept a service from answering when it was asked last. */
  errors = $state.raw<ProbeErrorDoc[]>([]);

  async load(): Promise<void> {
    try {
      this.doc = await app.ask({ cmd: 'probe_answers' });
    } catch {
      // The connections beside it cannot be read either, and say why.
    }
  }

  /** Asks both services; of one that does not answer the answers before stay. */
  async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      this.errors = (await app.ask({ cmd: 'probe' })).errors;
      await this.load();
    } catch (error) {
      app.complain(error);
    } finally {
      this.asking = false;
    }
  }
}

export const probe = new Probe();
