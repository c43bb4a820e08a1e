// The passphrase of the secret store: typed twice where it seals a new one, once where it opens the one there is.
//
// It leaves the page once it is taken; nothing else keeps it but the engine's memory.

import { Refusal } from '../backend';
import { app } from './app.svelte';
import { connections } from './connections.svelte';

class Passphrase {
  text = $state('');
  again = $state('');
  sending = $state(false);
  refusal = $state.raw<Refusal>();

  /** Whether the store was sealed with one and waits for it: till then nothing runs. */
  readonly isAwaited = $derived(app.snapshot?.passphrase === 'awaited');

  /** Whether one would help against this refusal: there is no keychain, and nothing is sealed yet. */
  helps(code: string | null | undefined): boolean {
    return code === 'secrets.no_keychain' && app.snapshot?.passphrase === 'possible';
  }

  /** Seals or opens. Returns whether it was taken. */
  async send(): Promise<boolean> {
    if (this.sending) return false;
    this.sending = true;
    this.refusal = undefined;
    try {
      app.take(await app.ask({ cmd: 'passphrase', passphrase: this.text }));
      this.text = this.again = '';
      await connections.load();
      return true;
    } catch (error) {
      this.refusal = error as Refusal;
      return false;
    } finally {
      this.sending = false;
    }
  }
}

export const passphrase = new Passphrase();
