// The engine behind `kopir serve`.

import type { Ask } from '../wire';
import { Refusal, type AnswerOf, type Backend, type Told } from './backend';

const RECONNECT_MS = 3000;

async function ask<A extends Ask>(question: A): Promise<AnswerOf<A>> {
  const response = await fetch('/api/ask', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Kopir': '1' },
    body: JSON.stringify(question),
  }).catch(() => {
    throw Refusal.ofTheWay('face.offline');
  });
  if (response.status === 401) throw Refusal.ofTheWay('face.session');
  const answer = await response.json().catch(() => {
    throw Refusal.ofTheWay('face.offline');
  });
  if (!response.ok) throw answer.error ? new Refusal(answer.error) : Refusal.ofTheWay('face.offline');
  return answer;
}

function listen(on: (told: Told) => void, onBreak: () => void, onReconnect: () => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  const connect = () => {
    source = new EventSource('/api/events');
    source.onopen = () => {
      if (wasOpen) onReconnect();
      wasOpen = true;
    };
    source.onmessage = (message) => on(JSON.parse(message.data));
    source.onerror = () => {
      // A refused stream is not tried again by itself.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, RECONNECT_MS);
      onBreak();
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

export const http: Backend = {
  ask,
  listen,
  open: (url) => void window.open(url, '_blank', 'noopener,noreferrer'),
};
