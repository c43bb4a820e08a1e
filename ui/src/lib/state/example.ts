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
    app.take(await app.ask({ cmd: 'demo', on }));
  } catch (error) {
    return app.complain(error);
  }
  // Nothing of the one shop is shown as the other's.
  preview.forget();
  orders.doc = undefined;
  app.changes += 1;
  const missing = missingStep();
  route.go(missing ? `welcome/${missing}` : 'home');
}
