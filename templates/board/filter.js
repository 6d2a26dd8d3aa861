"use strict";
const find = document.getElementById("find");
const state = document.getElementById("state");
const year = document.getElementById("year");
const status = document.getElementById("shown");
const rows = [...document.querySelectorAll(".board tbody tr")];
// Filters that hide: without this script every row is simply there.
function narrow() {
  const wanted = find.value.trim().toLowerCase().split(/\s+/);
  let count = 0;
  for (const row of rows) {
    const name = row.dataset.name.toLowerCase();
    const isShown = wanted.every((word) => name.includes(word))
      && (!state.value || row.dataset.state === state.value)
      && (!year.value || row.dataset.year === year.value);
    row.hidden = !isShown;
    count += isShown ? 1 : 0;
  }
  status.textContent = status.dataset.words.replace("#", count);
}
for (const box of [find, state, year]) box.addEventListener("input", narrow);
