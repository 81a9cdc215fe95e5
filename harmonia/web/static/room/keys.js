// One letter does one thing, unless somebody is writing or a dialog is open.

// An action that answers true has used the key up: nothing else of the page (two Escapes leave quickly) sees it.
export function listenToKeys(actions) {
  const heard = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const writing = event.target.closest?.("input, textarea, select");
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? byPlace(event, actions);
    if (!action || (writing && event.key !== "Escape")) return;
    event.preventDefault();
    if (action() === true) event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", heard, true);
}

// On a Kazakh or Russian layout the key where "m" is printed gives another letter: its place on the keyboard counts.
function byPlace(event, actions) {
  return event.code.startsWith("Key") ? actions[event.code.slice(3).toLowerCase()] : undefined;
}
