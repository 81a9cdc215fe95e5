// The page around the verifier: takes files from the person, says what was found; sends nothing.

import { verify } from "./proof.js";

const form = document.querySelector("[data-verify]");
const result = form.querySelector("[data-result]");
const known = (name) => form.querySelector(`[data-words="${name}"]`)?.textContent.trim();
const words = (name) => known(name) ?? name;
const encoded = (text) => (text.trim() === "" ? null : new TextEncoder().encode(text.trim()));
const bytesOf = async (input) => (input.files[0] ? new Uint8Array(await input.files[0].arrayBuffer()) : null);

form.querySelector("[data-controls]").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
form.elements.receipt.addEventListener("change", check);

async function check() {
  const receipt = await bytesOf(form.elements.receipt);
  if (!receipt) return say("neutral", words("choose"), []);
  try {
    const found = await verify(receipt, {
      key: form.elements.key.value.trim() || null,
      checkpoint: encoded(form.elements.checkpoint.value),
      consistency: await bytesOf(form.elements.consistency),
    });
    show(found);
  } catch (fault) {
    say("bad", words(fault.name === "NotSupportedError" ? "unsupported" : "broken"), []);
  }
}

function show(found) {
  if (found.faults.length) return say("bad", words("bad"), [["wrong", found.faults.map((name) => words(`fault-${name}`))]]);
  const said = (name) => words(`proved-${name}`).replace("PLACE", found.position + 1).replace("SIZE", found.checkpoint.size).replace("MOMENT", moment(found.checkpoint.at));
  say("good", words("good"), [
    ["says", plain(found.document)],
    ["proved", found.proved.map(said)],
    ["unproved", [...found.unproved.map((name) => words(`unproved-${name}`)), words("never-who"), words("never-still")]],
  ]);
}

function moment(text) {
  const at = new Date(text);
  return Number.isNaN(at.valueOf()) ? text : at.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
}

// The document's own members, all of them, as they stand in it: a reader sees what was signed, not our idea of it.
function plain(said, under = "") {
  return Object.entries(said).flatMap(([name, one]) => {
    const full = under ? `${under}.${name}` : name;
    const label = known(`says-${full}`) ?? full;
    if (Array.isArray(one)) return [`${label}: ${one.map((each) => each?.title ?? JSON.stringify(each)).join("; ") || "—"}`];
    if (one !== null && typeof one === "object") return plain(one, full);
    if (typeof one === "boolean") return [`${label}: ${words(one ? "yes" : "no")}`];
    return [`${label}: ${known(`is-${full}-${one}`) ?? (full === "at" ? moment(one) : one) ?? "—"}`];
  });
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(kind, headline, lists) {
  result.replaceChildren(element("h2", headline));
  result.dataset.kind = kind;
  result.hidden = false;
  for (const [name, lines] of lists) {
    const list = element("ul", "");
    list.append(...lines.map((line) => element("li", line, "break")));
    if (name !== "says") {
      result.append(element("h3", words(name)), list);
      continue;
    }
    const folded = element("details", "", "disclosure");
    folded.append(element("summary", words(name)), list);
    result.append(folded);
  }
}
