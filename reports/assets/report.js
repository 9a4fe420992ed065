// SPDX-License-Identifier: BSL-1.0
// Filtering and sorting of tables. Everything in a report can be read without this script.
(function () {
  "use strict";

  function make(tag, attributes, children) {
    const element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => element.setAttribute(name, value));
    (children || []).forEach((child) => element.append(child));
    return element;
  }

  function wordsOf(row) {
    // A cell reads "glyph word".
    return Array.from(row.querySelectorAll("td.c"), (cell) => cell.textContent.trim().split(" ").slice(1).join(" "));
  }

  // Rows of a filtered table stay in the page; they are only hidden, so that links to them still work.
  function addFilter(table) {
    const rows = Array.from(table.querySelectorAll("tbody tr:not(.group)"));
    const known = new Set();
    rows.forEach((row) => wordsOf(row).forEach((word) => known.add(word)));
    const search = make("input", { type: "search", placeholder: "Filter by word or id", "aria-label": "Filter rows" });
    const select = make("select", { "aria-label": "Show verdicts" }, [
      make("option", { value: "" }, ["every verdict"]),
      make("option", { value: "!pass" }, ["not only pass"]),
    ]);
    Array.from(known).sort().forEach((word) => select.append(make("option", { value: word }, [word])));
    const differ = make("input", { type: "checkbox" });
    const count = make("output", { "aria-live": "polite" });
    const parts = [search, select];
    if (rows.some((row) => wordsOf(row).length > 1)) {
      parts.push(make("label", {}, [differ, " only rows that differ"]));
    }
    table.before(make("form", { class: "filter", role: "search" }, [...parts, count]));

    function update() {
      const text = search.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row) => {
        const words = wordsOf(row);
        const wanted = select.value;
        const byWord = !wanted || (wanted === "!pass" ? words.some((word) => word !== "pass") : words.includes(wanted));
        const byDifference = !differ.checked || new Set(words).size > 1;
        row.hidden = !(byWord && byDifference && row.textContent.toLowerCase().includes(text));
        shown += row.hidden ? 0 : 1;
      });
      table.querySelectorAll("tbody").forEach((body) => {
        const head = body.querySelector("tr.group");
        if (head) head.hidden = !body.querySelector("tr:not(.group):not([hidden])");
      });
      count.textContent = shown + " of " + rows.length;
    }
    table.previousSibling.addEventListener("input", update);
    table.previousSibling.addEventListener("submit", (event) => event.preventDefault());
    update();
  }

  function keyOf(row, column) {
    const cell = row.cells[column];
    const key = cell.dataset.k || cell.textContent.trim();
    return key !== "" && !isNaN(key) ? Number(key) : key.toLowerCase();
  }

  function addSorting(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", class: "sort" }, Array.from(head.childNodes));
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = table.tBodies[0];
        const rows = Array.from(body.rows);
        rows.sort((a, b) => {
          const left = keyOf(a, column);
          const right = keyOf(b, column);
          return (left < right ? -1 : left > right ? 1 : 0) * (up ? 1 : -1);
        });
        body.append(...rows);
      });
    });
  }

  document.querySelectorAll("table[data-filter]").forEach(addFilter);
  document.querySelectorAll("table[data-sort]").forEach(addSorting);

  // A link to one variant has to show it, not a closed heading.
  function openTarget() {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch (error) {
      return;
    }
    const target = id && document.getElementById(id);
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
