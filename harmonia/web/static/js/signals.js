// Asks the browser for an address to which a signal may be sent, and sends it with the form. A browser that has none, or
// whose owner says no, changes nothing: the form stays hidden, or says so.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const key = (subscription) => new Uint8Array(subscription.options.applicationServerKey ?? []).join();

async function address(applicationServerKey) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && key(before) === applicationServerKey.join()) return before;
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

function serve(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = form.querySelector("[data-signals-refused]");
    refused.hidden = true;
    try {
      form.querySelector("[name=subscription]").value = JSON.stringify(await address(bytes(form.dataset.signals)));
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
}

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  for (const form of document.querySelectorAll("form[data-signals]")) serve(form);
  for (const part of document.querySelectorAll("[data-signals-missing]")) part.hidden = true;
}
