// One question a screen. Without this file the questionnaire is one page with all of them.

const form = document.querySelector("[data-questionnaire]");
const questions = [...form.querySelectorAll("[data-question]")];
const [back, forward, finish] = ["back", "forward", "finish"].map((name) => form.querySelector(`[data-${name}]`));
const progress = form.querySelector("progress");
const words = form.querySelector("[data-progress-words]");
let shown = 0;

function show(number, { focus = true } = {}) {
  shown = Math.min(Math.max(number, 0), questions.length - 1);
  questions.forEach((question, index) => {
    question.hidden = index !== shown;
  });
  const last = shown === questions.length - 1;
  back.hidden = shown === 0;
  forward.hidden = last;
  finish.hidden = !last;
  progress.value = shown + 1;
  words.textContent = words.dataset.words.replace("{number}", shown + 1).replace("{all}", questions.length);
  if (focus) questions[shown].querySelector("legend").focus();
}

// The browser's own "back" goes one question back, and nothing that was chosen is lost.
function go(number) {
  history.pushState({ question: number }, "");
  show(number);
}

forward.addEventListener("click", () => go(shown + 1));
back.addEventListener("click", () => history.back());
window.addEventListener("popstate", (event) => show(event.state?.question ?? 0));
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input") && shown < questions.length - 1) {
    event.preventDefault();
    go(shown + 1);
  }
});

form.classList.add("is-stepped");
show(history.state?.question ?? 0, { focus: false });
