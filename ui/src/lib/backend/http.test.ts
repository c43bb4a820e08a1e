import { afterEach, expect, test, vi } from 'vitest';
import { Refusal } from './backend';
import { http } from './http';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown) {
  const fetch = vi.fn(async (_url: string, _request: RequestInit) => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

async function refused(): Promise<Refusal> {
  const error = await http.ask({ cmd: 'stop' }).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error('not refused');
  return error;
}

test('an ask carries the header that no foreign page can send', async () => {
  const fetch = answering(200, null);
  await expect(http.ask({ cmd: 'stop' })).resolves.toBeNull();
  const [url, request] = fetch.mock.calls[0] ?? [];
  expect(url).toBe('/api/ask');
  expect(request).toMatchObject({ method: 'POST', headers: { 'X-Kopir': '1' }, body: '{"cmd":"stop"}' });
});

test('what the engine refuses keeps its words', async () => {
  const error = { code: 'desk.not_live', message: 'Сначала посмотрите', remedy: 'Откройте предпросмотр', params: {}, correlation_id: 'c' };
  answering(409, { error });
  expect((await refused()).doc).toEqual(error);
});

test('without a session the screen says so', async () => {
  answering(401, {});
  expect((await refused()).code).toBe('face.session');
});

test('nobody there is a refusal too', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  expect((await refused()).code).toBe('face.offline');
});

test('an answer that is no refusal of ours is nobody there', async () => {
  answering(502, {});
  expect((await refused()).code).toBe('face.offline');
});
