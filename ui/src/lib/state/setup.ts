// How far the connection is, and where a person belongs because of it.

import { app } from './app.svelte';
import { route, STEPS, type Path, type Step } from './route.svelte';

/** The first step of the onboarding that is not done. */
export function missingStep(): Step | undefined {
  if (!app.snapshot || app.snapshot.demo) return undefined;
  const { kaspi, amocrm, stage } = app.snapshot.setup;
  return STEPS.find((_, index) => ![kaspi, amocrm, stage][index]);
}

/** Whether a step of the onboarding is open to change what was connected before. */
export function isReplacing(): boolean {
  return route.screen === 'welcome' && route.get('replace') !== null && missingStep() === undefined && !app.snapshot?.demo;
}

/** Where a person is sent who stands at a screen that they cannot use yet, or no more. */
export function belongsTo(): Path | undefined {
  if (!app.snapshot) return undefined;
  const missing = missingStep();
  if (route.screen !== 'welcome') return missing && `welcome/${missing}`;
  if (app.snapshot.demo) return 'home';
  return missing && route.step > missing ? `welcome/${missing}` : undefined;
}
