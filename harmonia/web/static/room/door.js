// Before the room opens: opens the door by itself at the time, without asking the server until then.

const opens = document.querySelector("[data-opens-at]");
const wait = new Date(opens.dataset.opensAt) - Date.now();
if (wait < 24 * 3600 * 1000) setTimeout(() => location.reload(), Math.max(1000, wait + 500));
