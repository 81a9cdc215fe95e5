// Trying out, at the door and in the call: which devices, whether the loudspeaker is heard, whether our relay is reached.

import { playNotes } from "./devices.js";
import { checkRelay } from "./reach.js";

// servers(): the relay of this room; changed(kind): another device was chosen
export function offerTrying({ view, devices, servers, changed }) {
  for (const select of document.querySelectorAll("[data-device]")) {
    select.addEventListener("change", async () => {
      const kind = select.dataset.device;
      await devices.choose(kind, select.value);
      view.devices(await devices.list(), devices.chosen);
      changed(kind);
    });
  }
  view.on("speakerTest", "click", (event) =>
    alone(event.currentTarget, async () => {
      view.told("speakerResult", "speakerPlaying");
      await playNotes(devices.chosen.audiooutput);
      view.told("speakerResult", "speakerPlayed");
    }),
  );
  view.on("relayTest", "click", (event) =>
    alone(event.currentTarget, async () => {
      view.told("relayResult", "relayChecking");
      const { word, roundTrip, rate } = await checkRelay(servers());
      view.told("relayResult", `relay_${word}`, { answer: milliseconds(roundTrip), rate: megabits(rate) });
    }),
  );
}

// A second press while the first one is at work does nothing.
async function alone(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  await work().finally(() => button.removeAttribute("aria-disabled"));
}

function milliseconds(seconds) {
  return Math.max(1, Math.round(seconds * 1000));
}

function megabits(bits) {
  const figures = { maximumFractionDigits: bits < 10_000_000 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, figures).format(bits / 1_000_000);
}
