// Where the person is. The address holds it, so that a fresh window comes up at the same place.

export const SCREENS = ['home', 'orders', 'preview'] as const;
export type Screen = (typeof SCREENS)[number];

function read(): { screen: Screen; query: URLSearchParams } {
  const name = location.pathname.slice(1);
  const screen = SCREENS.find((known) => known === name) ?? 'home';
  return { screen, query: new URLSearchParams(location.search) };
}

class Route {
  #at = $state.raw(read());
  /** Says nothing new when only the rest of the address changes. */
  readonly screen = $derived(this.#at.screen);

  constructor() {
    addEventListener('popstate', () => (this.#at = read()));
  }

  get(name: string): string | null {
    return this.#at.query.get(name);
  }

  go(screen: Screen, query: Record<string, string> = {}): void {
    const search = new URLSearchParams(query).toString();
    history.pushState(null, '', `/${screen}${search && `?${search}`}`);
    this.#at = read();
  }

  /** Changes what the address says of this screen; empty values leave it. */
  set(changes: Record<string, string | null>): void {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const search = query.toString();
    history.replaceState(null, '', `${location.pathname}${search && `?${search}`}`);
    this.#at = read();
  }
}

export const route = new Route();
