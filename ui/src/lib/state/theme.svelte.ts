// Light, dark or as the system has it. `public/theme.js` sets it before the first paint.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

class Look {
  #theme = $state<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? 'system');

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Without storage it lasts as long as the window.
    }
  }
}

export const look = new Look();
