// Tables that can be sorted, narrowed and saved. Each form.tools names its table; without
// this script both are as they are in the page. What is chosen stands in the address. It must
// not know what the tables say.

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
      forms: forms(`${row.dataset.id} ${[...row.cells].map((cell) => `${text(cell)} ${cell.dataset.word ?? ""}`).join(" ")}`),
    }));
    const sums = [...table.querySelectorAll("[data-sum]")].map((cell) => ({ cell, whole: [...cell.childNodes] }));
    const choices = [...form.querySelectorAll("select[name]")];
    // What is said of the sums of all rows.
    const notes = sums.length > 0 ? document.querySelectorAll("[data-whole]") : [];
    const order = { column: -1, down: false };
    const totals = sums.length > 0 ? form.querySelector(".totals") : null;

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
      sorting.value = sortKey();
    }

    /** Sorts by a column, or by none, and says so everywhere. */
    function sortBy(column, down) {
      Object.assign(order, { column, down });
      arrange();
      show();
      remember();
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
        if (order.column !== column) sortBy(column, false);
        else sortBy(order.down ? -1 : column, !order.down);
      });
      head.append(button);
    });

    // On a phone the heads are out of sight: there a choice sorts.
    const sorting = document.getElementById(`${table.id}-sort`);
    for (const [column, head] of heads.entries()) {
      if (!head.dataset.sort) continue;
      const ways = head.classList.contains("num") ? ["小さい順", "大きい順"] : ["昇順", "降順"];
      for (const [down, way] of ways.entries()) sorting.add(new Option(`${head.dataset.name}の${way}`, (down ? "-" : "") + nameOf(column)));
    }
    sorting.addEventListener("input", (event) => {
      event.stopPropagation();
      sortBy(columnOf(sorting.value), sorting.value.startsWith("-"));
    });
    const narrow = matchMedia("(max-width: 47.99rem)");
    const reach = () => {
      for (const button of table.tHead.querySelectorAll(".sort")) button.tabIndex = narrow.matches ? -1 : 0;
    };
    narrow.addEventListener("change", reach);
    reach();

    // --- rows shown ----------------------------------------------------------------

    function show() {
      const wanted = words(form.elements.text.value);
      const chosen = choices.filter((choice) => choice.value !== "");
      for (const { row, forms: held } of rows) {
        row.hidden = !(
          wanted.every((word) => has(held, word))
          && chosen.every(({ name, value }) => (row.dataset[name] ?? "").split("|").includes(value))
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
      for (const note of notes) note.hidden = seen.length < rows.length;
      if (totals) total();
      tell(seen);
    }

    /** The sums above the table, too: its end may be far away. */
    function total() {
      const pairs = sums.map(({ cell }) => {
        const [name, amount] = [document.createElement("dt"), document.createElement("dd")];
        name.textContent = heads[Number(cell.dataset.sum)].dataset.name;
        amount.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
        const pair = document.createElement("div");
        pair.append(name, amount);
        return pair;
      });
      totals.replaceChildren(...pairs);
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
      const plus = "signed" in cell.dataset && total > 0n ? "+" : "";
      cell.textContent = known.length === 0 ? "―" : (total < 0n ? form.dataset.negative : plus) + digits;
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
      const partial = seen.length > 0 && seen.length < rows.length
        && sums.some(({ cell }) => seen.some(({ row }) => (row.cells[Number(cell.dataset.sum)].dataset.value ?? "") === ""));
      const message = `${all}を表示${counts.length > 0 ? `（${counts.join("、")}）` : ""}${sorting}${partial ? "。合計は、額のない行を除いています" : ""}`;
      status.parentElement.dataset.chosen = chosenWords();
      clearTimeout(telling);
      telling = setTimeout(() => { status.textContent = message; }, 150);
    }

    /** What is chosen, for the paper, which has no fields. */
    function chosenWords() {
      const fields = [form.elements.text, ...choices].filter(({ value }) => value.trim() !== "");
      return fields.map((field) => `${field.labels[0].textContent}：${field.selectedOptions?.[0].textContent ?? field.value}`).join("、");
    }

    // --- the address ------------------------------------------------------------------

    /** What names a column in the address. */
    function nameOf(column) {
      return heads[column].dataset.key ?? String(column + 1);
    }

    /** The column that a name in the address means, with a hyphen before it for the other way; -1 for none. */
    function columnOf(key) {
      const name = key.replace(/^-/, "");
      return heads.findIndex((head, column) => head.dataset.sort && nameOf(column) === name);
    }

    /** How the table is sorted, as the address says it. */
    function sortKey() {
      return order.column < 0 ? "" : (order.down ? "-" : "") + nameOf(order.column);
    }

    function address() {
      const query = new URLSearchParams();
      for (const { name, value } of form.elements) {
        if (name && value.trim() !== "") query.set(name, value);
      }
      if (order.column >= 0) query.set("sort", sortKey());
      const words = query.toString();
      return location.pathname + (words ? `?${words}` : "");
    }

    const here = form.querySelector("[data-do=link]");
    let resting;

    function remember() {
      here.href = address();
      clearTimeout(resting);
      resting = setTimeout(() => {
        try {
          history.replaceState(null, "", address() + location.hash);
        } catch { /* the address stays */ }
      }, 300);
    }

    function recall() {
      const query = new URLSearchParams(location.search);
      form.elements.text.value = query.get("text") ?? "";
      for (const choice of choices) {
        choice.value = query.get(choice.name) ?? "";
        if (choice.selectedIndex < 0) choice.value = "";
      }
      const sort = query.get("sort") ?? "";
      order.down = sort.startsWith("-");
      order.column = columnOf(sort);
      here.href = address();
    }

    here.addEventListener("click", async (event) => {
      event.preventDefault();
      clearTimeout(telling);
      try {
        await navigator.clipboard.writeText(here.href);
        status.textContent = "リンクをコピーしました";
      } catch {
        status.textContent = `リンク：${here.href}`;
      }
    });

    // --- saving ---------------------------------------------------------------------

    /** Quoted where it must be; what a spreadsheet would take for a formula is kept text. Japanese
        ones also take the wide forms. */
    function field(content) {
      const plain = String(content).replace(/[\t\r\n]+/g, " ");
      const safe = /^[=@+＝＠＋－]|^-(?![\d.]+$)/.test(plain) ? `'${plain}` : plain;
      return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    }

    /** What is seen: the names of the columns for people and for programs, and the rows. */
    function seen() {
      const dated = heads.map((_, c) => rows.some(({ row }) => row.cells[c].dataset.year));
      const worded = heads.map((head) => head.dataset.word);
      const { no } = form.dataset;
      const goal = form.elements.goal.labels[0].textContent;
      const goals = new Map([...form.elements.goal.options].map(({ value, textContent }) => [value, textContent.replace(/^\S+ /, "")]));
      const header = ["番号", goal, `${goal}の名前`];
      const keys = ["policy_id", "goal_id", "goal_name"];
      if (no) {
        header.push(no);
        keys.push("project_number");
      }
      heads.forEach((head, c) => {
        const name = head.dataset.name ?? text(head);
        if (worded[c]) {
          header.push(worded[c]);
          keys.push(head.dataset.wordKey);
        }
        if (dated[c]) {
          header.push(`${name}の年度（西暦）`);
          keys.push(`${head.dataset.key}_year`);
        }
        header.push(head.dataset.csv ?? name);
        keys.push(head.dataset.key);
      });
      const lines = [...table.querySelectorAll("tbody tr[data-id]")].filter((row) => !row.hidden).map((row) => {
        const line = [row.dataset.number ?? row.dataset.id, row.dataset.goal, goals.get(row.dataset.goal) ?? ""];
        if (no) line.push(row.dataset.no);
        heads.forEach((head, c) => {
          const cell = row.cells[c];
          if (worded[c]) line.push(cell.dataset.word ?? "");
          if (dated[c]) line.push(cell.dataset.year ?? "");
          const number = cell.dataset.value;
          line.push(number ?? (text(cell) === "―" ? "" : text(cell)));
        });
        return line;
      });
      return { header, keys, lines };
    }

    function save(content, type, ending) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([content], { type }));
      link.download = form.dataset.file + ending;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    }

    function saveCsv(header, lines, ending) {
      const text = [header, ...lines].map((line) => line.map(field).join(",")).join("\r\n");
      save(`\ufeff${text}\r\n`, "text/csv;charset=utf-8", ending);
    }

    const actions = {
      csv() {
        const { header, lines } = seen();
        saveCsv(header, lines, ".csv");
      },
      machine() {
        const { keys, lines } = seen();
        saveCsv(keys, lines, "-columns.csv");
      },
      async xlsx() {
        await workbook();
        const { header, keys, lines } = seen();
        const sheets = [["表", [header, ...lines]], ["列の名前", [["列", "英字の列名"], ...header.map((name, c) => [name, keys[c]])]]];
        save(globalThis.planbookXlsx(sheets), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");
      },
    };

    let writer;

    /** Loads the writer of workbooks, the first time that one is wanted. */
    function workbook() {
      writer ??= new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = form.dataset.xlsx;
        script.onload = done;
        script.onerror = () => {
          writer = undefined;
          failed(new Error(script.src));
        };
        document.head.append(script);
      });
      return writer;
    }

    for (const [name, act] of Object.entries(actions)) {
      form.querySelector(`[data-do=${name}]`)?.addEventListener("click", act);
    }

    form.addEventListener("input", () => {
      show();
      remember();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      order.column = -1;
      arrange();
      // The fields are emptied after this event.
      setTimeout(() => {
        show();
        remember();
      });
    });

    recall();
    form.hidden = false;
    if (order.column >= 0) arrange();
    show();
  }
})();
