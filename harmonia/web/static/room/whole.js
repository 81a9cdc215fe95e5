// The room is of use only when all of its scripts have come. Whoever moves to another network while the page loads loses
// some of them, without a word from the browser. Nobody has typed or joined yet, so the page is fetched again, some times.
(() => {
  const TRIES = "room fetched again";
  const MOST = 3;
  const PAUSE = 600;
  let broken = false;

  const tries = (made) => {
    try {
      if (made === undefined) return Number(sessionStorage.getItem(TRIES));
      if (made) sessionStorage.setItem(TRIES, made);
      else sessionStorage.removeItem(TRIES);
    } catch {
      return MOST; // storage refused: who cannot count does not begin
    }
    return made;
  };
  const again = () => location.reload();

  addEventListener(
    "error",
    ({ target }) => {
      if (broken || !(target instanceof HTMLScriptElement)) return;
      broken = true;
      const made = tries();
      if (made >= MOST || tries(made + 1) > MOST) return;
      if (navigator.onLine) setTimeout(again, PAUSE);
      else addEventListener("online", again, { once: true });
    },
    true,
  );
  addEventListener("load", () => broken || tries(0));
})();
