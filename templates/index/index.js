"use strict";
const find = document.getElementById("search");
const chosen = ["township", "status", "page"].map((name) => document.getElementById(name));
const shown = document.getElementById("shown");
const body = document.querySelector(".reports tbody");
const rows = body ? [...body.rows] : [];
const texts = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.foundBy}`.toLowerCase()]));

// Without this script every row is simply there.
function narrow() {
  const wanted = find.value.trim().toLowerCase().split(/\s+/);
  let count = 0;
  for (const row of rows) {
    const isShown = wanted.every((word) => texts.get(row).includes(word))
      && chosen.every((box) => !box.value || row.dataset[box.id] === box.value);
    row.hidden = !isShown;
    count += isShown ? 1 : 0;
  }
  shown.textContent = shown.dataset.words.replace("#", count);
}

// What is not known stands last, whichever way the others are sorted.
function sort(head, key) {
  const isUp = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
  const value = (row) => row.dataset[key];
  rows.sort((one, other) => {
    const isEmpty = (value(one) === "") - (value(other) === "");
    return isEmpty || (value(one) - value(other)) * (isUp ? 1 : -1) || one.dataset.place - other.dataset.place;
  });
  body.append(...rows);
}

if (body) {
  for (const box of [find, ...chosen]) box.addEventListener("input", narrow);
  for (const button of document.querySelectorAll("thead button"))
    button.addEventListener("click", () => sort(button.closest("th"), button.dataset.key));
  document.getElementById("print").addEventListener("click", () => window.print());
  // A browser that comes back may have kept what was chosen.
  narrow();
}
