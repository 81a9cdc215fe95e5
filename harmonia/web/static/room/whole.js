// The room is of use only when all of its scripts have come. Whoever moves to another network while the page loads loses
// some of them, without a word from the browser. Nobody has typed or joined yet, so the page is fetched again, some times.
(() => {
  const TRIES = "room fetched again";
  const MOST = 3;
  const PAUSE = 600;
  let broken = false;

  function mayAgain() {
    try {
      const made = Number(sessionStorage.getItem(TRIES));
      sessionStorage.setItem(TRIES, made + 1);
      return made < MOST;
    } catch {
      return false; // storage refused: who cannot count does not begin
    }
  }

  function forgetTries() {
    try {
      sessionStorage.removeItem(TRIES);
    } catch {
      // storage refused: nothing was counted
    }
  }

  function fetchAgain() {
    broken = true;
    if (!mayAgain()) return;
    const again = () => location.reload();
    if (navigator.onLine) setTimeout(again, PAUSE);
    else addEventListener("online", again, { once: true });
  }

  addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && !broken && fetchAgain(), true);
  addEventListener("load", () => broken || forgetTries());
})();
