// What every page has: theme switch, menus that close, quick exit, dialogs. Each works, or is not needed, without it.

const root = document.documentElement;

function setTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // storage refused: the choice holds for this page
  }
  showTheme();
}

function showTheme() {
  const theme = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
  }
}

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
showTheme();
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-set-theme]");
  if (choice) setTheme(choice.dataset.setTheme);
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-quick-exit]")) {
    event.preventDefault();
    leave();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

let lastEscape = 0;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
  const now = Date.now();
  if (now - lastEscape < 700 && document.querySelector("[data-quick-exit]")) leave();
  lastEscape = now;
});

// Whoever takes the device next finds a neutral site, no way back to this page, and nobody signed in.
function leave() {
  const exit = document.querySelector("[data-quick-exit]");
  root.hidden = true;
  document.title = " ";
  const signOut = document.querySelector("form[data-sign-out]");
  if (signOut) fetch(signOut.action, { method: "POST", body: new FormData(signOut), keepalive: true }).catch(() => {});
  history.replaceState(null, "", "/");
  location.replace(exit.href);
}

if (document.querySelector("[data-focus-first]")) document.querySelector("[data-focus-first]").focus();

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
