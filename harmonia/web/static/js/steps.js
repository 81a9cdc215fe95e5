// A long form as one question a screen. Without this module the same form is one page; nothing is stored either way.

const form = document.querySelector("[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const progress = form.querySelector("[data-steps-progress]");
const back = form.querySelector("[data-steps-back]");
const next = form.querySelector("[data-steps-next]");
const send = form.querySelector("[data-steps-send]");
const opening = document.querySelector("[data-steps-first]");
const ADULT_FROM_YEARS = 18;

let current = 0;

function show(number, { focus = true } = {}) {
  current = Math.min(Math.max(number, 0), steps.length - 1);
  steps.forEach((step, index) => (step.hidden = index !== current));
  progress.hidden = false;
  progress.textContent = form.dataset.progress.replace("NUMBER", current + 1).replace("TOTAL", steps.length);
  back.hidden = current === 0;
  next.hidden = current === steps.length - 1;
  send.hidden = current !== steps.length - 1;
  if (opening) opening.hidden = current !== 0;
  if (focus) steps[current].querySelector("input:not([type=hidden])")?.focus();
}

function unanswered(step) {
  return [...step.querySelectorAll("input[required]:not([type=checkbox])")].find((input) => input.value.trim() === "");
}

function complain(input) {
  const field = input.closest(".field");
  let words = field.querySelector(".field-error[data-said]");
  if (!words) {
    words = document.createElement("p");
    words.className = "field-error";
    words.dataset.said = "";
    words.id = `${input.id}_needed`;
    words.textContent = form.dataset.needed;
    input.before(words);
    field.classList.add("has-error");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${words.id}`.trim());
  }
  input.focus();
}

function forgive(input) {
  const words = input.closest(".field")?.querySelector(".field-error[data-said]");
  if (!words || input.value.trim() === "") return;
  words.remove();
  input.closest(".field").classList.remove("has-error");
  input.removeAttribute("aria-invalid");
}

function isTooYoung(step) {
  const age = step.querySelector("[name=age]");
  return age !== null && /^\d+$/.test(age.value.trim()) && Number(age.value) < ADULT_FROM_YEARS;
}

function goOn() {
  const missing = unanswered(steps[current]);
  if (missing) return complain(missing);
  if (isTooYoung(steps[current])) {
    form.reset();
    location.assign(form.dataset.tooYoung);
    return;
  }
  if (current < steps.length - 1) {
    history.pushState({ step: current + 1 }, "");
    show(current + 1);
  }
}

next.addEventListener("click", goOn);
back.addEventListener("click", () => history.back());
form.addEventListener("input", (event) => forgive(event.target));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || current === steps.length - 1) return;
  event.preventDefault();
  goOn();
});
addEventListener("popstate", (event) => show(event.state?.step ?? 0));

const wrong = steps.findIndex((step) => step.querySelector(".field-error"));
for (const link of form.querySelectorAll(".error-summary a")) {
  link.addEventListener("click", () => {
    const place = document.getElementById(link.hash.slice(1));
    const step = steps.findIndex((each) => each.contains(place));
    if (step >= 0) show(step);
  });
}
history.replaceState({ step: 0 }, "");
for (let step = 1; step <= wrong; step += 1) history.pushState({ step }, "");
show(Math.max(wrong, 0), { focus: false });
