import type { Backend } from './backend';

/** The window's engine where there is one, else the server's. */
export async function connect(): Promise<Backend> {
  return '__TAURI_INTERNALS__' in window ? (await import('./tauri')).tauri : (await import('./http')).http;
}

export { Refusal, type Backend, type Told } from './backend';
