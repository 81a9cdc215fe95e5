// The week's table by arrows and by dragging. It only fills the form below, which works without it as well.

const table = document.querySelector("[data-week-grid]");
const form = document.querySelector("[data-stretch-form]");
if (table && form) enhance();

function enhance() {
  const said = document.querySelector("[data-grid-says]");
  const cells = [...table.querySelectorAll("td[data-day]")];
  const columns = new Map();
  for (const cell of cells) {
    if (!columns.has(cell.dataset.day)) columns.set(cell.dataset.day, []);
    columns.get(cell.dataset.day).push(cell);
  }
  const days = [...columns.keys()];
  let begun = null;
  let chosen = [];

  table.setAttribute("role", "grid");
  for (const cell of cells) cell.tabIndex = -1;
  (cells.find((cell) => cell.dataset.state === "free") ?? cells[0]).tabIndex = 0;

  // From one cell of a day to another, in either direction; a booked time lies between what is chosen, and stays.
  function choose(from, to) {
    const column = columns.get(from.dataset.day);
    const [first, last] = [column.indexOf(from), column.indexOf(to)].sort((one, two) => one - two);
    for (const cell of chosen) unmark(cell);
    chosen = column.slice(first, last + 1);
    for (const cell of chosen) {
      cell.classList.add("is-chosen");
      cell.setAttribute("aria-selected", "true");
    }
  }

  function unmark(cell) {
    cell.classList.remove("is-chosen");
    cell.removeAttribute("aria-selected");
  }

  function fill() {
    const [first, last] = [chosen[0], chosen.at(-1)];
    form.elements.falls_on.value = first.dataset.day;
    form.elements.starts.value = first.dataset.from;
    form.elements.ends.value = last.dataset.until;
    form.elements.works.value = begun.dataset.state === "off" ? "yes" : "no";
    said.textContent = table.dataset.saysChosen
      .replace("{day}", first.dataset.day)
      .replace("{from}", first.dataset.from)
      .replace("{until}", last.dataset.until);
  }

  function goTo(cell) {
    for (const other of cells) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }

  function beside(cell, step) {
    const column = columns.get(days[days.indexOf(cell.dataset.day) + step]);
    return column?.findLast((other) => other.dataset.from <= cell.dataset.from) ?? column?.[0];
  }

  function along(cell, step) {
    const column = columns.get(cell.dataset.day);
    return column[column.indexOf(cell) + step];
  }

  const ways = {
    ArrowUp: (cell) => along(cell, -1),
    ArrowDown: (cell) => along(cell, 1),
    ArrowLeft: (cell) => beside(cell, -1),
    ArrowRight: (cell) => beside(cell, 1),
    Home: (cell) => columns.get(cell.dataset.day)[0],
    End: (cell) => columns.get(cell.dataset.day).at(-1),
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!cell || event.target !== cell) return;
    const next = ways[event.key]?.(cell);
    if (next) {
      event.preventDefault();
      const together = event.shiftKey && next.dataset.day === cell.dataset.day;
      if (together && !chosen.length) begun = cell;
      goTo(next);
      if (together) choose(begun, next);
      else clear();
      if (together) fill();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const link = cell.querySelector("a");
      if (link && !chosen.length) return link.click();
      if (!chosen.length) {
        begun = cell;
        choose(cell, cell);
      }
      fill();
      toForm();
    } else if (event.key === "Escape") clear();
  });

  function clear() {
    for (const cell of chosen) unmark(cell);
    chosen = [];
  }

  function toForm() {
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("button").focus();
  }

  table.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!cell || event.target.closest("a") || event.button !== 0 || event.pointerType === "touch") return;
    begun = cell;
    choose(cell, cell);
    table.dataset.dragging = "";
  });

  table.addEventListener("pointermove", (event) => {
    if (!("dragging" in table.dataset)) return;
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-day]");
    if (cell && cell.dataset.day === begun.dataset.day) choose(begun, cell);
  });

  document.addEventListener("pointerup", () => {
    if (!("dragging" in table.dataset)) return;
    delete table.dataset.dragging;
    fill();
    goTo(begun);
    toForm();
  });
}
