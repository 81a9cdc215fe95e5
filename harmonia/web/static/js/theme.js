// Runs before the page is drawn, so that the chosen theme does not flash. Nothing but the choice is stored.
// It also says what may become script: only files of our own; text never (Trusted Types).
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // storage refused: the system's own setting holds
  }
  const ours = (address) => (new URL(address, location.href).origin === location.origin ? address : null);
  window.trustedTypes?.createPolicy("default", { createHTML: (html) => html, createScriptURL: ours });
})();
