// Where the person is. The address holds it, so that a fresh window comes up at the same place.

export const SCREENS = ['home', 'orders', 'preview', 'settings', 'welcome'] as const;
export type Screen = (typeof SCREENS)[number];
export const STEPS = ['1', '2', '3'] as const;
export type Step = (typeof STEPS)[number];
/** What an address begins with. */
export type Path = 'home' | 'orders' | 'preview' | 'settings/connections' | `welcome/${Step}`;

function read(): { screen: Screen; part: string; query: URLSearchParams } {
  const [name, part = ''] = location.pathname.slice(1).split('/');
  const screen = SCREENS.find((known) => known === name) ?? 'home';
  return { screen, part, query: new URLSearchParams(location.search) };
}

class Route {
  #at = $state.raw(read());
  /** Says nothing new when only the rest of the address changes. */
  readonly screen = $derived(this.#at.screen);
  /** Which step of the onboarding. */
  readonly step = $derived<Step>(STEPS.find((step) => step === this.#at.part) ?? '1');

  constructor() {
    addEventListener('popstate', () => (this.#at = read()));
  }

  get(name: string): string | null {
    return this.#at.query.get(name);
  }

  go(path: Path, query: Record<string, string> = {}): void {
    history.pushState(null, '', address(path, query));
    this.#at = read();
  }

  /** Goes where the person belongs: the way back does not lead to where they were sent away from. */
  send(path: Path): void {
    history.replaceState(null, '', address(path, {}));
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

function address(path: Path, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return `/${path}${search && `?${search}`}`;
}

export const route = new Route();
