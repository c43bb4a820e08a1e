// The example and the way out of it.

import { app } from './app.svelte';
import { orders } from './orders.svelte';
import { preview } from './preview.svelte';
import { route } from './route.svelte';
import { missingStep } from './setup';

/** Shows the invented shop. */
export async function tryExample(): Promise<void> {
  await change(true);
}

/** Back to the own shop, or to its connection. */
export async function leaveExample(): Promise<void> {
  await change(false);
}

async function change(on: boolean): Promise<void> {
  try {
    const snapshot = await app.ask({ cmd: 'demo', on });
    // Whoever was told of it before the answer came is there already, and may have gone on.
    const isThere = app.snapshot?.demo === on;
    app.take(snapshot);
    if (isThere) return;
  } catch (error) {
    return app.complain(error);
  }
  app.changes += 1;
  const missing = missingStep();
  route.go(missing ? `welcome/${missing}` : 'home');
}

/** Nothing of the one shop is shown as the other's. */
export function forget(): void {
  preview.forget();
  orders.doc = undefined;
}
