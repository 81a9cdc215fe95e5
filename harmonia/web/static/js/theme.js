// Runs before the page is drawn, so that the chosen theme does not flash. Nothing but the choice is stored.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // storage refused: the system's own setting holds
  }
})();
