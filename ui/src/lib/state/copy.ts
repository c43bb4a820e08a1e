// Into the clipboard, and said so.

import { m } from '../../paraglide/messages.js';
import { toasts } from './toasts.svelte';

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show('ok', m.copied());
  } catch {
    toasts.show('warn', m.copy_refused());
  }
}
