// Light or dark, before anything is drawn: what the viewer chose here, otherwise what the system says.
(() => {
  try {
    const chosen = localStorage.getItem('monitoring.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Storage is closed to us; the system decides.
  }
})();
