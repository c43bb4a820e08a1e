// «Проверить сейчас», from a button or a key.

import { m } from '../../paraglide/messages.js';
import { written } from '../words';
import { app } from './app.svelte';
import { route } from './route.svelte';
import { toasts } from './toasts.svelte';

/** A pass now; before anything was agreed to, the preview instead. */
export async function check(): Promise<void> {
  if (!app.snapshot || app.snapshot.status.running) return;
  if (!app.snapshot.live) return route.go('preview');
  try {
    const pass = await app.ask({ cmd: 'check' });
    const count = written(pass);
    if (pass.error) toasts.show('danger', pass.error.message);
    else if (pass.orders.failed > 0) toasts.show('warn', m.checked_failed({ count: pass.orders.failed }), { label: m.show(), screen: 'orders' });
    else if (count > 0) toasts.show('ok', m.wrote({ count }));
    else toasts.show('ok', m.checked_nothing());
  } catch (error) {
    app.complain(error);
  }
}
