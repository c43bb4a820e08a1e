// The engine in the process of the window.

import { invoke } from '@tauri-apps/api/core';
import { listen as hear } from '@tauri-apps/api/event';
import type { Ask, ErrorDoc } from '../wire';
import { Refusal, type AnswerOf, type Backend, type Told } from './backend';

async function ask<A extends Ask>(question: A): Promise<AnswerOf<A>> {
  try {
    return await invoke('ask', { ask: question });
  } catch (error) {
    throw typeof error === 'object' ? new Refusal(error as ErrorDoc) : Refusal.ofTheWay('face.offline');
  }
}

function listen(on: (told: Told) => void): () => void {
  const heard = hear<Told>('kopir', (event) => on(event.payload));
  return () => void heard.then((stop) => stop());
}

export const tauri: Backend = {
  ask,
  listen,
  open: (url) => void invoke('plugin:opener|open_url', { url }),
};
