// The chosen theme, set before anything is painted. `system` leaves it to the style sheet.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the system's theme counts.
  }
})();
