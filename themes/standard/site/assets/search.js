// The search page: shows what is found by words and choices. It must not know how text is folded
// (fold.js), how a query is understood and ranked (query.js), nor how records are made (the program).

(() => {
  "use strict";

  const { forms, has, spans } = globalThis.planbookFold;
  const form = document.getElementById("search");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const near = document.getElementById("near");
  const hint = document.getElementById("hint");
  const more = document.getElementById("more");
  const chosen = document.getElementById("chosen");
  const facets = form.querySelector(".facets");
  const past = document.getElementById("past");

  /** How many results are shown at a time. */
  const PAGE = 20;
  /** How many characters of context stand before and after what was found. */
  const BEFORE = 24;
  const AFTER = 72;
  /** How many results of an earlier edition are shown; its own search has the others. */
  const OF_PAST = 5;
  /** How long typing rests before its result is announced and the address follows. */
  const REST = 500;

  /** What the kinds are called, as the page says. */
  const KINDS = Object.fromEntries([...form.querySelectorAll("[name=kind]")]
    .map((choice) => [choice.value, choice.parentElement.querySelector(".facet-label").textContent]));
  /** The choices, and the values a record has for each. */
  const FACETS = {
    kind: (record) => [record.k],
    goal: (record) => [record.g],
    rating: (record) => (record.a ? [record.a] : []),
    theme: (record) => record.m ?? [],
    direction: (record) => record.d ?? [],
    section: (record) => record.s ?? [],
  };
  // One more for each evaluation that the plan declares; a record has `id:result`.
  for (const { dataset: { evaluation } } of form.querySelectorAll("[data-evaluation]")) {
    const mine = (value) => value.startsWith(`${evaluation}:`);
    FACETS[`evaluation-${evaluation}`] = (record) =>
      (record.e ?? []).filter(mine).map((value) => value.slice(evaluation.length + 1));
  }

  // --- the index, loaded when someone searches ---------------------------------

  const loading = new Map();

  function index(source = form.dataset.index) {
    if (!loading.has(source)) {
      loading.set(source, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = source;
        // An earlier edition may have another form of index: then this throws.
        script.onload = () => {
          try {
            done(globalThis.planbookQuery.searcher(globalThis.planbookIndex));
          } catch (error) {
            failed(error);
          }
        };
        script.onerror = () => {
          loading.delete(source);
          failed(new Error("index"));
        };
        document.head.append(script);
      }));
    }
    return loading.get(source);
  }

  // --- finding -------------------------------------------------------------------

  const matches = (record, name, values) =>
    values.length === 0 || FACETS[name](record).some((value) => values.includes(value));

  function find(searcher, state) {
    const asked = searcher.ask(state.q);
    const isChosen = ({ record }) => Object.keys(FACETS).every((f) => matches(record, f, state[f]));
    const recordOf = (hit) => hit.record;
    const worded = asked.hits.length > 0 ? asked.hits : asked.near;
    const found = asked.hits.filter(isChosen).map(recordOf);
    const close = asked.near.filter(isChosen).map(recordOf);
    // The count beside a choice is what it would give together with the other choices.
    const counts = {};
    for (const facet of Object.keys(FACETS)) {
      const others = Object.keys(FACETS).filter((f) => f !== facet);
      counts[facet] = new Map();
      for (const { record } of worded) {
        if (!others.every((f) => matches(record, f, state[f]))) continue;
        for (const value of FACETS[facet](record)) {
          counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
        }
      }
    }
    return { ...asked, found, close, counts };
  }

  // --- what is asked for ------------------------------------------------------------

  function read() {
    const data = new FormData(form);
    const state = { q: data.get("q").trim() };
    for (const facet of Object.keys(FACETS)) state[facet] = data.getAll(facet).filter(Boolean);
    return state;
  }

  const asks = (state) =>
    state.q !== "" || Object.keys(FACETS).some((facet) => state[facet].length > 0);

  function address(state) {
    const query = new URLSearchParams();
    if (state.q) query.set("q", state.q);
    for (const facet of Object.keys(FACETS)) {
      for (const value of state[facet]) query.append(facet, value);
    }
    const text = query.toString();
    return location.pathname + (text ? `?${text}` : "");
  }

  function fill() {
    const query = new URLSearchParams(location.search);
    form.elements.q.value = query.get("q") ?? "";
    for (const box of facets.querySelectorAll("input[type=checkbox]")) {
      box.checked = query.getAll(box.name).includes(box.value);
    }
    form.elements.section.value = query.get("section") ?? "";
    if (form.elements.section.selectedIndex < 0) form.elements.section.value = "";
  }

  /** Some browsers forbid this for pages opened from a folder; the search works without. */
  function remember(how) {
    const to = address(read());
    if (to === location.pathname + location.search) return;
    try {
      history[how](null, "", to);
    } catch { /* the address stays */ }
  }

  // --- drawing ----------------------------------------------------------------------

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** The text with every word marked. */
  function marked(text, wanted) {
    const pieces = [];
    let from = 0;
    for (const [start, end] of spans(text, wanted)) {
      pieces.push(text.slice(from, start), element("mark", {}, text.slice(start, end)));
      from = end;
    }
    pieces.push(text.slice(from));
    return pieces.filter((piece) => piece !== "");
  }

  /** The part of a record's text that has most of the words, cut around the first. */
  function excerpt(record, wanted) {
    const held = (text) => {
      const formed = forms(text);
      return wanted.filter((word) => has(formed, word)).length;
    };
    const [best] = record.x
      .map((text) => ({ text, held: held(text) }))
      .reduce(([a], b) => [b.held > a.held ? b : a], [{ text: record.x[0] ?? "", held: 0 }]);
    const first = spans(best.text, wanted)[0]?.[0] ?? 0;
    const from = Math.max(0, first - BEFORE);
    const until = Math.min(best.text.length, first + AFTER);
    return [
      from > 0 ? "…" : "",
      ...marked(best.text.slice(from, until), wanted),
      until < best.text.length ? "…" : "",
    ];
  }

  /** Rating and amount of a record, in words. */
  function facts(record) {
    const rating = record.a && record.k === "p" ? `評価${record.a}` : "";
    return [rating, record.b ?? ""].filter(Boolean).join("　");
  }

  /** The telephone number of a section, to be called. */
  function telephone(record) {
    const number = record.k === "s" ? /電話番号 (\S+)/.exec(record.x.join(" "))?.[1] : undefined;
    return number ? [" 電話 ", element("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number)] : [];
  }

  function result(record, wanted, root = form.dataset.root) {
    const [, path, rest] = /^([^?#]*)(.*)$/.exec(record.r);
    const href = `${root}${path}index.html${rest}`;
    const number = record.k === "p" ? [element("span", { class: "id" }, ...marked(record.id, wanted)), " "] : [];
    const where = record.k === "j" ? `${record.id} ${record.w}` : record.w;
    return element(
      "li",
      {},
      element("p", { class: "hit" },
        element("span", { class: `kind kind-${record.k}` }, KINDS[record.k]), " ",
        element("a", { href }, ...number, ...marked(record.t, wanted))),
      element("p", { class: "excerpt" }, ...excerpt(record, wanted)),
      element("p", { class: "where" }, ...marked([where, record.o, facts(record)].filter(Boolean).join("　"), wanted), ...telephone(record)),
    );
  }

  let shown = { found: [], marks: [] };

  function showMore() {
    const from = results.children.length;
    const next = shown.found.slice(from, from + PAGE);
    results.append(...next.map((record) => result(record, shown.marks)));
    more.hidden = results.children.length >= shown.found.length;
    if (from > 0) results.children[from]?.querySelector("a").focus();
  }

  /** What has not all words, and what was perhaps meant. */
  function showNear({ close, marks, meant, unknown, words }) {
    near.querySelector("ol").replaceChildren(...close.map((record) => result(record, marks)));
    near.hidden = close.length === 0;
    const links = [...new Set(meant)].map((word) => {
      const link = element("a", { href: `?q=${encodeURIComponent(word)}` }, word);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        form.elements.q.value = word;
        search();
        remember("pushState");
        form.elements.q.focus();
      });
      return link;
    });
    const without = words.length > 0 && unknown.length > 0
      ? [`「${unknown.join("」「")}」はどこにも出てこない言葉なので、除いてさがしました。`] : [];
    const perhaps = links.flatMap((link, at) => (at > 0 ? ["、", link] : ["もしかして：", link]));
    hint.replaceChildren(...without, ...perhaps);
    hint.hidden = hint.childNodes.length === 0;
  }

  /** What one earlier edition has of the words, or why that cannot be said. */
  async function ofEdition({ title, index: source, root }, state) {
    const own = `${root}search/index.html?q=${encodeURIComponent(state.q)}`;
    const heading = element("h3", {}, title);
    const link = (words) => element("p", {}, element("a", { href: own }, words));
    try {
      const { hits, near, marks } = (await index(source)).ask(state.q);
      const found = (hits.length > 0 ? hits : near).map((hit) => hit.record);
      const list = element("ol", { class: "results" }, ...found.slice(0, OF_PAST).map((record) => result(record, marks, root)));
      if (found.length === 0) return [heading, element("p", {}, "当てはまるものはありません。")];
      return [heading, list, ...(found.length > OF_PAST ? [link(`${title}で${found.length}件すべてを見る`)] : [])];
    } catch {
      return [heading, element("p", {}, "ここからはさがせませんでした。"), link(`${title}の検索でさがす`)];
    }
  }

  /** Earlier editions are searched by words alone, when someone asks for them. */
  async function showPast(state, turn) {
    const box = past?.querySelector("input");
    const into = past?.querySelector(".of-past");
    if (!past) return;
    past.hidden = state.q === "";
    const wanted = box.checked && state.q !== "" ? JSON.parse(past.dataset.editions) : [];
    const found = await Promise.all(wanted.map((edition) => ofEdition(edition, state)));
    if (turn === asked) into.replaceChildren(...found.flat());
  }

  function showCounts(counts, state) {
    let picked = 0;
    for (const box of facets.querySelectorAll("input[type=checkbox]")) {
      const count = counts?.[box.name].get(box.value) ?? 0;
      const label = box.closest("label");
      label.querySelector(".facet-count").textContent = counts ? `${count}件` : "";
      label.classList.toggle("none", Boolean(counts) && count === 0 && !box.checked);
      picked += box.checked ? 1 : 0;
    }
    for (const option of form.elements.section.querySelectorAll("option[value]:not([value=''])")) {
      option.dataset.name ??= option.textContent;
      const count = counts?.section.get(option.value) ?? 0;
      option.textContent = counts ? `${option.dataset.name}（${count}件）` : option.dataset.name;
    }
    picked += state.section.length;
    chosen.textContent = picked > 0 ? `（${picked}つ選択中）` : "";
  }

  function told({ found, close }, state) {
    const about = state.q ? `「${state.q}」` : "選んだ条件";
    if (found.length === 0 && close.length > 0) {
      return `${about}のすべてに当てはまるものはありません。近いものが${close.length}件あります。`;
    }
    if (found.length === 0) {
      const isNarrowed = Object.keys(FACETS).some((facet) => state[facet].length > 0);
      const advice = isNarrowed ? "言葉を短くするか、しぼり込みをやめてみてください。" : "言葉を短くするか、ほかの言い方でさがしてみてください。";
      return `${about}に当てはまるものはありません。${advice}`;
    }
    const kinds = Object.entries(KINDS)
      .map(([kind, name]) => [name, found.filter((record) => record.k === kind).length])
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name}${count}件`);
    return `${about}に${found.length}件（${kinds.join("、")}）`;
  }

  let announcing;

  /** Told at once to eyes and, when typing rests, to ears: a status is read out as it changes. */
  function announce(text) {
    clearTimeout(announcing);
    announcing = setTimeout(() => { status.textContent = text; }, results.children.length > 0 ? REST / 2 : REST);
  }

  let asked = 0;

  async function search() {
    const state = read();
    const turn = ++asked;
    showPast(state, turn);
    if (!asks(state)) {
      results.replaceChildren();
      more.hidden = true;
      near.hidden = true;
      hint.hidden = true;
      showCounts(undefined, state);
      announce("");
      return;
    }
    let searcher;
    try {
      searcher = await index();
    } catch {
      announce("検索の準備ができませんでした。通信の状態を確かめて、もう一度お試しください。");
      return;
    }
    if (turn !== asked) return;
    shown = find(searcher, state);
    results.replaceChildren();
    showMore();
    showNear(shown);
    showCounts(shown.counts, state);
    announce(told(shown, state));
  }

  // --- events -------------------------------------------------------------------------

  let typing;

  form.elements.q.addEventListener("input", () => {
    search();
    clearTimeout(typing);
    typing = setTimeout(() => remember("replaceState"), REST);
  });
  form.addEventListener("change", (event) => {
    if (event.target === form.elements.q) return;
    if (past?.contains(event.target)) {
      showPast(read(), asked);
      return;
    }
    search();
    remember("pushState");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    remember("pushState");
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const box of facets.querySelectorAll("input[type=checkbox]")) box.checked = false;
    form.elements.section.value = "";
    search();
    remember("pushState");
  });
  more.addEventListener("click", showMore);
  addEventListener("popstate", () => {
    fill();
    search();
  });
  // On the way to the words the index may already come.
  form.elements.q.addEventListener("focus", () => index().catch(() => {}), { once: true });

  form.hidden = false;
  facets.open = matchMedia("(min-width: 60rem)").matches;
  fill();
  search();
})();
