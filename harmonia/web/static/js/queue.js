// The keys of the desk, the same in every queue: they move between what waits and press what the page offers anyway, so
// nothing needs them. By the key's place, because on Kazakh and Russian layouts the letters are others.

const panel = document.querySelector("[data-keys]");
const choice = panel.querySelector("[data-keys-switch]");
const form = panel.querySelector("[data-keys-form]");
const STORED = "desk-keys";
const STEPS = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 };
const PRESSED = { KeyT: "t", KeyG: "g", KeyH: "h", KeyB: "b" };

let on = true;

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function turn(wanted) {
  on = wanted;
  choice.setAttribute("aria-pressed", String(on));
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // storage refused: the choice holds for this page
  }
}

function isTyped(event) {
  const elsewhere = event.target.closest("input, textarea, select, [contenteditable], dialog, details.menu");
  return elsewhere || event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
}

function move(step) {
  const items = [...document.querySelectorAll("[data-item]")];
  if (items.length === 0) return false;
  const here = items.findIndex((item) => item === document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : items.length - 1) : here + step;
  items[Math.min(Math.max(next, 0), items.length - 1)].focus();
  return true;
}

// On a list the key is for the thing that has the focus, on a thing's own page for its button.
function press(key) {
  const address = document.activeElement.dataset[{ t: "take", g: "giveBack" }[key] ?? ""];
  if (address) {
    form.action = address;
    form.requestSubmit();
    return true;
  }
  const offered = document.querySelector(`[data-key="${key}"]`);
  offered?.click();
  return Boolean(offered);
}

function show() {
  panel.open = !panel.open;
  panel.querySelector("summary").focus();
  return true;
}

function answered(event) {
  if (event.key === "?") return show();
  if (event.shiftKey) return false;
  if (event.code in STEPS) return move(STEPS[event.code]);
  return event.code in PRESSED && press(PRESSED[event.code]);
}

document.addEventListener("keydown", (event) => {
  if (on && !isTyped(event) && answered(event)) event.preventDefault();
});
choice.addEventListener("click", () => turn(!on));
turn(remembered());
