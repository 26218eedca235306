// Tables that can be sorted, narrowed and saved. Each form.tools names its table; without
// this script both are as they are in the page. It must not know what the tables say.

(() => {
  "use strict";

  const { forms, has, words } = globalThis.planbookFold;
  const text = (cell) => {
    if (cell.dataset.text !== undefined) return cell.dataset.text;
    const copy = cell.cloneNode(true);
    for (const hidden of copy.querySelectorAll(".visually-hidden, svg, details")) hidden.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  for (const form of document.querySelectorAll("form.tools")) enhance(form);

  /** The bodies with the rows of a heading: its own, and those of the headings below it. */
  function bodiesOf(heading) {
    const depth = (row) => Number(row.dataset.depth ?? 1);
    const bodies = new Set([heading.parentElement]);
    for (let body = heading.parentElement.nextElementSibling; body; body = body.nextElementSibling) {
      const own = body.querySelector("tr.group");
      if (!own || body.querySelector("tr.goal") || depth(own) <= depth(heading)) break;
      bodies.add(body);
    }
    return bodies;
  }

  function enhance(form) {
    const table = document.getElementById(form.dataset.table);
    const status = form.querySelector("[role=status]");
    const heads = [...table.tHead.rows[0].cells];
    const headings = [...table.querySelectorAll("tr.goal, tr.group")];
    const sorted = document.createElement("tbody");
    const homes = new Map(headings.map((heading) => [heading, bodiesOf(heading)]));
    const rows = [...table.querySelectorAll("tbody tr[data-id]")].map((row, place) => ({
      row,
      place,
      home: row.parentElement,
      forms: forms(`${row.dataset.id} ${[...row.cells].map(text).join(" ")}`),
    }));
    const sums = [...table.querySelectorAll("[data-sum]")].map((cell) => ({ cell, whole: [...cell.childNodes] }));
    const order = { column: -1, down: false };

    // --- order -------------------------------------------------------------------

    const value = (row, column) => {
      const { value: number, order: rank } = row.cells[column].dataset;
      const kind = heads[column].dataset.sort;
      if (kind === "text") return text(row.cells[column]);
      const known = number ?? rank ?? "";
      return known === "" ? undefined : Number(known);
    };

    /** What has no value stands last, either way. */
    function compare(a, b) {
      const [x, y] = [value(a.row, order.column), value(b.row, order.column)];
      if (x === undefined || y === undefined) {
        return (x === undefined) - (y === undefined) || a.place - b.place;
      }
      const way = typeof x === "string" ? x.localeCompare(y, "ja") : x - y;
      return (order.down ? -way : way) || a.place - b.place;
    }

    function arrange() {
      const flat = order.column >= 0;
      if (flat) {
        sorted.replaceChildren(...[...rows].sort(compare).map((r) => r.row));
        table.tBodies[0].before(sorted);
      } else {
        for (const { row, home } of rows) home.append(row);
        sorted.remove();
      }
      heads.forEach((head, column) => {
        if (!head.dataset.sort) return;
        if (column === order.column) {
          head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        } else {
          head.removeAttribute("aria-sort");
        }
      });
    }

    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      head.dataset.name = text(head);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        // Up, down, and as it was.
        if (order.column !== column) Object.assign(order, { column, down: false });
        else if (!order.down) order.down = true;
        else order.column = -1;
        arrange();
        show();
      });
      head.append(button);
    });

    // --- rows shown ----------------------------------------------------------------

    function show() {
      const wanted = words(form.elements.text.value);
      const goal = form.elements.goal.value;
      const level = form.elements.level?.value ?? "";
      for (const { row, forms: held } of rows) {
        row.hidden = !(
          wanted.every((word) => has(held, word))
          && (goal === "" || row.dataset.goal === goal)
          && (level === "" || row.dataset.level === level)
        );
      }
      const seen = rows.filter(({ row }) => !row.hidden);
      for (const heading of headings) {
        const inside = heading.classList.contains("goal")
          ? ({ row }) => row.dataset.goal === heading.dataset.goal
          : ({ home }) => homes.get(heading).has(home);
        heading.hidden = order.column >= 0 || !seen.some(inside);
      }
      for (const { cell, whole } of sums) sum(cell, whole, seen);
      tell(seen);
    }

    function sum(cell, whole, seen) {
      if (seen.length === rows.length) {
        cell.replaceChildren(...whole);
        return;
      }
      const values = seen.map(({ row }) => row.cells[Number(cell.dataset.sum)].dataset.value ?? "");
      const known = values.filter((known) => known !== "");
      // Whole numbers, exact whatever their size. The sum of nothing is not zero.
      const total = known.reduce((all, number) => all + BigInt(number), 0n);
      const digits = (total < 0n ? -total : total).toLocaleString("ja-JP");
      cell.textContent = known.length === 0 ? "―" : (total < 0n ? form.dataset.negative : "") + digits;
    }

    let telling;

    function tell(seen) {
      const unit = form.dataset.unit;
      const counts = [...form.elements.level?.options ?? []].filter((o) => o.value).map((option) => {
        const count = seen.filter(({ row }) => row.dataset.level === option.value).length;
        return count > 0 ? `${option.textContent.split(" ")[0]}${count}` : "";
      }).filter(Boolean);
      const all = seen.length === rows.length ? `全${rows.length}${unit}` : `${rows.length}${unit}のうち${seen.length}${unit}`;
      const sorting = order.column < 0 ? "" : `。${heads[order.column].dataset.name}の${order.down ? "降順" : "昇順"}`;
      const message = `${all}を表示${counts.length > 0 ? `（${counts.join("、")}）` : ""}${sorting}`;
      clearTimeout(telling);
      telling = setTimeout(() => { status.textContent = message; }, 150);
    }

    // --- saving ---------------------------------------------------------------------

    /** Quoted where it must be; what a spreadsheet would take for a formula is kept text. Japanese
        ones also take the wide forms. */
    function field(content) {
      const plain = String(content).replace(/[\t\r\n]+/g, " ");
      const safe = /^[=@+＝＠＋－]|^-(?![\d.]+$)/.test(plain) ? `'${plain}` : plain;
      return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    }

    function csv() {
      const dated = heads.map((_, c) => rows.some(({ row }) => row.cells[c].dataset.year));
      const worded = heads.map((head) => head.dataset.word);
      const header = ["番号", form.querySelector(`label[for="${form.elements.goal.id}"]`).textContent];
      heads.forEach((head, c) => {
        const name = head.dataset.name ?? text(head);
        if (worded[c]) header.push(worded[c]);
        if (dated[c]) header.push(`${name}の年度（西暦）`);
        header.push(head.dataset.csv ?? name);
      });
      const lines = [...table.querySelectorAll("tbody tr[data-id]")].filter((row) => !row.hidden).map((row) => {
        const line = [row.dataset.number ?? row.dataset.id, row.dataset.goal];
        heads.forEach((head, c) => {
          const cell = row.cells[c];
          if (worded[c]) line.push(cell.dataset.word ?? "");
          if (dated[c]) line.push(cell.dataset.year ?? "");
          const number = cell.dataset.value;
          line.push(number ?? (text(cell) === "―" ? "" : text(cell)));
        });
        return line;
      });
      return `\ufeff${[header, ...lines].map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
    }

    form.querySelector("[data-do=csv]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
      link.download = `${form.dataset.file}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });

    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      order.column = -1;
      arrange();
      // The fields are emptied after this event.
      setTimeout(show);
    });

    form.hidden = false;
    show();
  }
})();
