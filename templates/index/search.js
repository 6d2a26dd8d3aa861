"use strict";
const box = document.getElementById("search");
box.addEventListener("input", () => {
  const wanted = box.value.trim().toLowerCase().split(/\s+/);
  const has = (row) => wanted.every((word) => row.textContent.toLowerCase().includes(word));
  for (const group of document.querySelectorAll(".reports tbody")) {
    const head = group.querySelector(".township");
    const isTownship = head !== null && has(head);
    let shown = 0;
    for (const row of group.querySelectorAll("tr:not(.township)")) {
      row.hidden = !(isTownship || has(row));
      shown += row.hidden ? 0 : 1;
    }
    group.hidden = shown === 0;
  }
});
