// What the preview adds to a page: it takes over changes as they come, and shows the bar with
// findings, the sheet and the way back to the source. It must not know any theme.

(() => {
  "use strict";

  const OWN = "/__preview/";
  const WORDS = {
    ja: {
      preview: "プレビュー", draft: "案", bar: "プレビューの道具", fine: "指摘なし", close: "閉じる",
      errors: (n) => `エラー${n}件`, warnings: (n) => `注意${n}件`, error: "エラー", warning: "注意", hint: "対処",
      findings: "原稿の指摘", none: "直すところはありません。", others: "ほかの原稿の指摘",
      last: "直すところがあるため、その前のページを示しています。", lost: "planbook serve が終わっています。もう一度始めると続きます",
      unsaved: "このページは、その前のものです。", updated: (t) => `${t} に更新しました`,
      find: "原稿", findLong: "をさがす", hintFind: "段落や表の行を選ぶと原稿の場所が分かります。↑↓で移り、Enterで決め、Escで終わります",
      copied: (p) => `${p} をコピーしました`, opened: (p) => `${p} をエディタで開きます`, copy: (p) => `場所は ${p} です`,
      nothing: "原稿に書かれた文が、このページに見つかりません", go: (p) => `${p}（原稿の場所）`,
      sheet: "紙面", setting: "紙面を組んでいます", page: (n) => `紙面の${n}ページ目`, openPdf: "PDFをひらく",
      fits: (n, room) => `${room}ページ中${n}ページに収まっています`,
      more: (n, room, k) => `${room}ページ中${n}ページ（前の冊子より${k}ページ多い）`,
      over: (lines) => `${lines}行あふれています`, overShort: (lines) => `＋${lines}行`, refused: "紙面が組めません",
    },
    en: {
      preview: "Preview", draft: "draft", bar: "Preview tools", fine: "no findings", close: "Close",
      errors: (n) => `${n} error${n === 1 ? "" : "s"}`, warnings: (n) => `${n} warning${n === 1 ? "" : "s"}`,
      error: "error", warning: "warning", hint: "help", findings: "Findings in the sources", none: "Nothing to mend.",
      others: "Findings in other sources", last: "There is something to mend: this is the page of before.",
      lost: "planbook serve has ended; start it again and this goes on", unsaved: "This page is the one of before.",
      updated: (t) => `updated at ${t}`, find: "Source", findLong: "of a text",
      hintFind: "Choose a paragraph or a row of a table. Arrows move, Enter takes, Escape ends",
      copied: (p) => `${p} copied`, opened: (p) => `opening ${p} in the editor`, copy: (p) => `it is at ${p}`,
      nothing: "no text of the sources is found on this page", go: (p) => `${p} (place in the source)`,
      sheet: "Sheet", setting: "setting the sheet", page: (n) => `page ${n} of the sheet`, openPdf: "Open the PDF",
      fits: (n, room) => `fits: ${n} of ${room} pages`, more: (n, room, k) => `${n} of ${room} pages, ${k} more than in the last book`,
      overShort: (lines) => `+${lines}`, over: (lines) => `over by ${lines} line${lines === 1 ? "" : "s"}`, refused: "the sheet cannot be set",
    },
  };
  let words = WORDS.ja;

  // --- the page, as it came and as it changes ---------------------------------

  /** The document as the server gave it, before any script of the theme touched it. */
  let pristine = null;
  document.addEventListener("readystatechange", () => {
    if (pristine === null && document.readyState === "interactive") pristine = document.cloneNode(true);
  });

  /** Fetches this page again and changes what is other than before. */
  async function refresh() {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const [before, now] = [pristine.documentElement, next.documentElement];
    if (before.isEqualNode(now)) return false;
    if (patch(before.querySelector("head"), now.querySelector("head"), document.head)
      && patch(before.querySelector("body"), now.querySelector("body"), document.body)) {
      pristine = next;
      return true;
    }
    // A script of the theme has made something else of it: it is to do so again.
    sessionStorage.setItem("planbook-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
    return true;
  }

  /**
   * Makes of `live`, which came as `before`, what `now` is; false where it is no longer as it
   * came. Nothing that stays the same is touched.
   */
  function patch(before, now, live) {
    if (before.isEqualNode(now)) return true;
    if (live.nodeName !== before.nodeName || before.nodeName !== now.nodeName) return false;
    if (before.nodeType !== Node.ELEMENT_NODE) {
      if (live.data !== before.data) return false;
      live.data = now.data;
      return true;
    }
    for (const { name } of [...before.attributes]) {
      if (!now.hasAttribute(name)) live.removeAttribute(name);
    }
    for (const { name, value } of now.attributes) {
      if (before.getAttribute(name) !== value) live.setAttribute(name, value);
    }
    const [was, is, own] = [before, now, live].map((node) => [...node.childNodes]);
    if (was.length !== own.length) return was.every((child, at) => is[at]?.isEqualNode(child)) && was.length === is.length;
    let first = 0;
    while (first < was.length && first < is.length && was[first].isEqualNode(is[first])) first += 1;
    let end = 0;
    while (end < was.length - first && end < is.length - first
      && was[was.length - 1 - end].isEqualNode(is[is.length - 1 - end])) end += 1;
    const gone = was.length - end - first;
    const come = is.length - end - first;
    if (gone === come && was.slice(first, first + gone).every((node, at) => node.nodeName === is[first + at].nodeName)) {
      return was.slice(first, first + gone).every((node, at) => patch(node, is[first + at], own[first + at]));
    }
    for (let at = first; at < first + gone; at += 1) {
      if (!own[at].isEqualNode(was[at])) return false;
    }
    const behind = own[first + gone] ?? null;
    for (let at = first; at < first + gone; at += 1) own[at].remove();
    for (let at = first; at < first + come; at += 1) live.insertBefore(document.importNode(is[at], true), behind);
    return true;
  }

  /** Takes the style sheets anew; the old ones stay until the new ones are there. */
  function restyle(version) {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
      const address = new URL(old.href);
      if (address.pathname.startsWith(OWN) || address.origin !== location.origin || old.dataset.planbookOld) continue;
      old.dataset.planbookOld = "";
      const next = old.cloneNode();
      delete next.dataset.planbookOld;
      address.searchParams.set("planbook", version);
      next.href = address;
      next.addEventListener("load", () => old.remove());
      next.addEventListener("error", () => next.remove());
      old.after(next);
    }
  }

  // --- the bar ------------------------------------------------------------------

  const host = document.createElement("planbook-preview");
  const root = host.attachShadow({ mode: "open" });
  const make = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== false && value !== undefined) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  };
  const policy = /\/policies\/(\d+-\d+-\d+)\/(?:index\.html)?$/.exec(location.pathname)?.[1];
  const ui = {};
  let status = null;
  let report = null;
  let dismissed = "";

  function build() {
    const w = words;
    ui.dot = make("span", { class: "dot" });
    ui.count = make("span");
    ui.state = make("span", { class: "state" });
    ui.fit = make("span");
    ui.fitDot = make("span", { class: "dot busy" });
    ui.findings = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: () => togglePanel() }, ui.dot, ui.count);
    ui.sheetButton = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "sheet", hidden: !policy, onclick: () => toggleSheet() }, ui.fitDot, make("span", {}, w.sheet), ui.fit);
    ui.fit.className = "long";
    ui.short = make("span", { class: "short", "aria-hidden": "true" });
    ui.sheetButton.append(ui.short);
    ui.find = make("button", { type: "button", "aria-pressed": "false", hidden: location.pathname.startsWith(OWN), onclick: () => toggleFind() }, make("span", {}, w.find), make("span", { class: "long" }, w.findLong));
    ui.toast = make("div", { class: "toast", role: "status" });
    ui.panel = make("section", { class: "panel", id: "panel", "aria-labelledby": "panel-title", hidden: true, tabindex: "-1" });
    ui.sheet = make("section", { class: "sheet", id: "sheet", "aria-labelledby": "sheet-title", hidden: true });
    ui.box = make("div", { class: "box", hidden: true });
    ui.tag = make("div", { class: "tag", hidden: true });
    const bar = make("div", { class: "bar" },
      make("a", { href: OWN }, make("span", { class: "mark" }, w.draft), make("span", { class: "long" }, w.preview)), ui.state, ui.findings, ui.sheetButton, ui.find);
    const frame = make("aside", { class: "frame", "aria-label": w.bar }, ui.sheet, ui.panel, ui.toast, bar, ui.box, ui.tag);
    root.replaceChildren(make("link", { rel: "stylesheet", href: `${OWN}tools.css`, onload: () => { frame.hidden = false; } }), frame);
    frame.hidden = true;
    host.lang = words === WORDS.ja ? "ja" : "en";
  }

  function show() {
    const { errors, warnings } = status;
    const w = words;
    ui.dot.className = `dot${errors ? " errors" : warnings ? " warnings" : ""}`;
    ui.count.textContent = [errors && w.errors(errors), warnings && w.warnings(warnings)].filter(Boolean).join(" ") || w.fine;
    showPanel();
    showSheet();
  }

  // --- findings -----------------------------------------------------------------

  function togglePanel(open = ui.panel.hidden) {
    if (!open) dismissed = key();
    ui.panel.hidden = !open;
    ui.findings.setAttribute("aria-expanded", String(open));
    if (open) ui.panel.focus({ preventScroll: true });
  }

  /** What is told, in short: a panel that was closed opens again for something else. */
  const key = () => JSON.stringify([report?.page, report?.findings.filter((f) => f.error && f.own)]);

  function showPanel() {
    if (!report) return;
    const w = words;
    const pressing = Boolean(report.page) || report.findings.some((finding) => finding.error && finding.own);
    const all = [...(report.page ? [report.page] : []), ...report.findings];
    const close = make("button", { type: "button", onclick: () => { togglePanel(false); ui.findings.focus(); } }, w.close);
    const list = (findings) => make("ol", {}, ...findings.map(finding));
    const own = all.filter((finding) => finding.own);
    const others = all.filter((finding) => !finding.own);
    const content = [make("div", { class: "head" }, make("h2", { id: "panel-title" }, w.findings), close)];
    if (report.page) content.push(make("p", { class: "note" }, w.unsaved));
    else if (report.errors) content.push(make("p", { class: "note" }, w.last));
    if (all.length === 0) content.push(make("p", { class: "note" }, w.none));
    if (own.length) content.push(list(own));
    if (others.length) content.push(make("div", { class: "head" }, make("h2", {}, `${w.others} ${others.length}`)), list(others));
    const scroll = ui.panel.scrollTop;
    ui.panel.className = `panel${report.errors || report.page ? "" : report.warnings ? " calm" : " fine"}`;
    const inside = ui.panel.contains(root.activeElement);
    ui.panel.replaceChildren(...content);
    ui.panel.scrollTop = scroll;
    if (pressing && dismissed !== key() && ui.panel.hidden) {
      ui.panel.dataset.pressed = "";
      ui.panel.hidden = false;
    } else if (!pressing && "pressed" in ui.panel.dataset) {
      delete ui.panel.dataset.pressed;
      ui.panel.hidden = true;
    } else if (inside && !ui.panel.hidden) {
      ui.panel.focus({ preventScroll: true });
    }
    ui.findings.setAttribute("aria-expanded", String(!ui.panel.hidden));
  }

  function finding(found) {
    const w = words;
    const kind = make("span", { class: `kind${found.error ? "" : " warning"}` }, found.error ? w.error : w.warning);
    const parts = [make("p", { class: "what" }, kind, found.message, make("span", { class: "code" }, found.code))];
    for (const place of found.places) {
      const chars = [...place.source];
      const from = Math.max(0, place.column - 1);
      const length = Math.max(1, place.length);
      parts.push(make("button", { type: "button", class: "place", onclick: () => go(place) },
        `${place.file}:${place.line}:${place.column}`, place.words ? ` ${place.words}` : ""));
      if (place.source.trim()) {
        parts.push(make("pre", {}, chars.slice(0, from).join(""),
          make("mark", {}, chars.slice(from, from + length).join("") || " "), chars.slice(from + length).join("")));
      }
    }
    for (const hint of found.hints) parts.push(make("p", { class: "hint" }, make("b", {}, w.hint), hint));
    return make("li", {}, ...parts);
  }

  // --- the way to the source ------------------------------------------------------

  async function go(place) {
    const name = `${place.file}:${place.line}`;
    if (report?.editor) {
      // As functions, because `$&` in a name would mean something in a text to put in.
      const file = place.file.split("/").map(encodeURIComponent).join("/");
      const parts = { file, line: place.line, column: place.column ?? 1 };
      location.href = report.editor.replace(/\{(file|line|column)\}/g, (_, part) => parts[part]);
      toast(words.opened(name));
      return;
    }
    try {
      await navigator.clipboard.writeText(name);
      toast(words.copied(name));
    } catch {
      toast(words.copy(name));
    }
  }

  let fading = 0;
  function toast(text) {
    ui.toast.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { ui.toast.textContent = ""; }, 6000);
  }

  const plain = (text) => text.replace(/\s+/gu, "");
  const BLOCKS = "main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, caption, figcaption, tr, td, th)";
  let finding_ = null;

  /** Where each text of the page stands, in the order of the page. */
  async function placesOfPage() {
    const { files, texts } = await (await fetch(`${OWN}texts.json`)).json();
    const near = (file) => policy !== undefined && files[file].includes(`/${policy}.`);
    const entries = texts.map(([pieces, kind, file, line]) => ({
      pieces, kind, file, line, near: near(file), size: pieces.reduce((sum, piece) => sum + piece.length, 0),
    })).filter((entry) => entry.size > 1);
    const whole = new Map();
    for (const entry of entries) {
      const text = entry.pieces.join("");
      const known = whole.get(text);
      if (entry.pieces.length === 1 && (!known || (entry.near && !known.near))) whole.set(text, entry);
    }
    const holds = (text, entry) => {
      let at = 0;
      return entry.pieces.every((piece) => {
        const found = text.indexOf(piece, at);
        at = found + piece.length;
        return found >= 0;
      });
    };
    const best = (text) => {
      if (whole.has(text)) return whole.get(text);
      let found = null;
      const weight = (entry) => entry.size + (entry.near ? 1000 : 0);
      for (const entry of entries) {
        if (entry.size * 3 >= text.length && (!found || weight(entry) > weight(found)) && holds(text, entry)) found = entry;
      }
      return found;
    };
    const places = [];
    for (const block of document.querySelectorAll(BLOCKS)) {
      const head = block.nodeName === "TR" ? block.querySelector("th[scope=row]") ?? block.cells[0] : block;
      const text = plain(head?.textContent ?? "");
      if (text.length < 2 || !block.getClientRects().length) continue;
      const inCell = block.closest("tr") !== null && block.nodeName !== "TR";
      let entry = inCell ? whole.get(text) : best(text);
      // A row of an author's own table is known by all of its words.
      if (!entry && block.nodeName === "TR") entry = best(plain(block.textContent));
      if (entry) places.push({ block, place: { file: files[entry.file], line: entry.line } });
    }
    return places;
  }

  async function toggleFind(on = finding_ === null) {
    if (!on) {
      finding_ = null;
      ui.box.hidden = ui.tag.hidden = true;
      ui.find.setAttribute("aria-pressed", "false");
      delete document.documentElement.dataset.planbookFind;
      return;
    }
    ui.find.setAttribute("aria-pressed", "true");
    const places = await placesOfPage();
    if (places.length === 0) {
      toast(words.nothing);
      ui.find.setAttribute("aria-pressed", "false");
      return;
    }
    document.documentElement.dataset.planbookFind = "";
    // `at` is where the keyboard is, `shown` what the frame is drawn around.
    finding_ = { places, at: -1, shown: -1, byBlock: new Map(places.map((p, at) => [p.block, at])) };
    ui.find.focus();
    toast(words.hintFind);
  }

  function point(at, scroll) {
    finding_.shown = at;
    const { block, place } = finding_.places[at];
    if (scroll) block.scrollIntoView({ block: "nearest" });
    const rect = seenOf(block);
    ui.box.hidden = ui.tag.hidden = false;
    ui.box.style.cssText = `left:${rect.left - 4}px;top:${rect.top - 2}px;width:${rect.width + 8}px;height:${rect.height + 4}px`;
    ui.tag.textContent = `${place.file}:${place.line}`;
    ui.tag.style.cssText = `left:${Math.max(8, rect.left)}px;top:${Math.max(4, rect.top - 30)}px`;
    if (scroll) toast(words.go(ui.tag.textContent));
  }

  /** What is seen of a block that may stand in something that scrolls. */
  function seenOf(block) {
    let { left, top, right, bottom } = block.getBoundingClientRect();
    for (let node = block.parentElement; node && node !== document.body; node = node.parentElement) {
      if (getComputedStyle(node).overflowX === "visible") continue;
      const frame = node.getBoundingClientRect();
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
    }
    return { left, top, width: Math.max(0, right - left), height: bottom - top };
  }

  const blockOf = (event) => {
    for (let node = event.target; node instanceof Element; node = node.parentElement) {
      const at = finding_.byBlock.get(node);
      if (at !== undefined) return at;
    }
    return -1;
  };
  let mouse = null;
  addEventListener("mousemove", (event) => {
    // A page that moves under a mouse at rest gives an event, too: nobody pointed anywhere.
    const rests = mouse !== null && mouse.x === event.clientX && mouse.y === event.clientY;
    mouse = { x: event.clientX, y: event.clientY };
    if (!finding_ || rests) return;
    const at = event.composedPath().includes(host) ? -1 : blockOf(event);
    if (at >= 0) point(at, false);
  });
  addEventListener("click", (event) => {
    if (!finding_ || event.composedPath().includes(host)) return;
    const at = blockOf(event);
    if (at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    go(finding_.places[at].place);
    toggleFind(false);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (finding_) toggleFind(false);
      else if (root.activeElement && ui.panel.contains(root.activeElement)) { togglePanel(false); ui.findings.focus(); }
      return;
    }
    if (!finding_) return;
    const count = finding_.places.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      finding_.at = finding_.at < 0 ? firstSeen() : (finding_.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      point(finding_.at, true);
    } else if (event.key === "Enter" && finding_.at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      go(finding_.places[finding_.at].place);
      toggleFind(false);
    }
  }, true);
  const firstSeen = () => Math.max(0, finding_.places.findIndex(({ block }) => block.getBoundingClientRect().top >= 0));
  addEventListener("scroll", () => { if (finding_?.shown >= 0) point(finding_.shown, false); }, { passive: true });

  // --- the sheet ----------------------------------------------------------------

  const sheetIsOpen = () => localStorage.getItem("planbook-sheet") === "1";

  function look() {
    if (!policy || document.hidden) return;
    fetch(`${OWN}look?sheet=${policy}&pictures=${sheetIsOpen() ? 1 : 0}`, { method: "POST" }).catch(() => {});
  }
  setInterval(look, 20000);

  function toggleSheet() {
    localStorage.setItem("planbook-sheet", sheetIsOpen() ? "0" : "1");
    look();
    showSheet();
  }

  function showSheet() {
    if (!policy || !status) return;
    const w = words;
    const sheet = status.sheet?.id === policy ? status.sheet : null;
    const { busy = true, pages = 0, room = 0, over = 0, before = null, trouble = null, version = 0, pictures = 0 } = sheet ?? {};
    ui.fit.textContent = trouble ? w.refused
      : pages === 0 ? w.setting
      : pages > room ? w.over(over)
      : before !== null && pages > before ? w.more(pages, room, pages - before)
      : w.fits(pages, room);
    ui.short.textContent = trouble || pages === 0 ? "" : pages > room ? w.overShort(over) : `${pages}/${room}`;
    ui.fitDot.className = `dot${busy || (pages === 0 && !trouble) ? " busy" : trouble || pages > room ? " errors" : before !== null && pages > before ? " warnings" : ""}`;
    const open = sheetIsOpen();
    ui.sheet.hidden = !open;
    ui.sheetButton.setAttribute("aria-expanded", String(open));
    document.documentElement.toggleAttribute("data-planbook-sheet", open);
    if (!open) return;
    if (!ui.paper) {
      ui.paper = make("div", { class: "paper", tabindex: "0", role: "group", "aria-labelledby": "sheet-title" });
      ui.pdf = make("a", { target: "_blank", rel: "noopener" }, w.openPdf);
      const close = make("button", { type: "button", onclick: () => { toggleSheet(); ui.sheetButton.focus(); } }, w.close);
      ui.fitTitle = make("h2", { id: "sheet-title" });
      ui.sheet.append(make("div", { class: "head" }, ui.fitTitle, make("span", {}, ui.pdf, close)), ui.paper);
    }
    ui.fitTitle.textContent = `${policy} ${ui.fit.textContent}`;
    ui.pdf.href = `${OWN}sheet/${policy}.pdf`;
    ui.pdf.hidden = pages === 0;
    if (trouble) {
      ui.paper.replaceChildren(make("ol", { class: "panel-list" }, finding(trouble)));
      ui.paper.firstChild.style.background = "#fff";
      return;
    }
    const count = pages && pictures ? pictures : 0;
    const shown = [...ui.paper.querySelectorAll("img")];
    if (count === 0 && shown.length === 0) {
      ui.paper.replaceChildren(make("p", { class: "note" }, w.setting));
      return;
    }
    for (let page = 1; page <= count; page += 1) {
      const address = `${OWN}sheet/${policy}/${page}.svg?v=${version}`;
      const old = shown[page - 1];
      if (old?.getAttribute("src") === address) continue;
      const next = make("img", { src: address, alt: w.page(page), width: "595", height: "842" });
      if (old) {
        // The old picture stays until the new one can be shown.
        next.decode().then(() => old.replaceWith(next), () => {});
      } else {
        ui.paper.querySelector(".note, ol")?.remove();
        ui.paper.append(next);
      }
    }
    for (const old of shown.slice(count)) old.remove();
  }

  // --- what the server tells ------------------------------------------------------

  let working = Promise.resolve();
  let source = null;
  let seen = null;

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(`${OWN}events`);
    source.onmessage = (event) => {
      const now = JSON.parse(event.data);
      working = working.then(() => take(now)).catch(() => {});
    };
    source.onerror = () => {
      ui.state.textContent = words.lost;
      ui.state.classList.add("tell");
      ui.dot.className = "dot lost";
    };
  }

  async function take(now) {
    const before = seen;
    seen = now;
    status = now;
    if (before && now.assets !== before.assets) {
      location.reload();
      return;
    }
    if (before && now.styles !== before.styles) restyle(now.styles);
    const asked = before === null || now.pages !== before.pages || now.read !== before.read;
    if (asked) {
      const changed = before === null || now.pages !== before.pages ? await refresh() : false;
      report = await (await fetch(`${OWN}report.json?page=${encodeURI(location.pathname)}`)).json();
      if (changed && before) {
        ui.state.textContent = words.updated(new Date().toLocaleTimeString("ja-JP"));
        if (finding_) toggleFind(false);
      } else if (before === null) {
        ui.state.textContent = "";
      }
      ui.state.classList.remove("tell");
      const spoken = WORDS[report.lang] ?? WORDS.ja;
      if (spoken !== words) {
        words = spoken;
        build();
      }
    }
    if (policy && now.sheet?.id !== policy) look();
    show();
    host.dataset.read = now.read;
    host.dataset.pages = now.pages;
  }

  addEventListener("DOMContentLoaded", () => {
    pristine ??= document.cloneNode(true);
    document.documentElement.append(host);
    build();
    const [path, x, y] = JSON.parse(sessionStorage.getItem("planbook-scroll") ?? "[]");
    sessionStorage.removeItem("planbook-scroll");
    if (path === location.pathname) scrollTo(x, y);
    listen();
    look();
  });
  // Browsers keep few connections to one server: pages that nobody sees give theirs back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      listen();
      look();
    }
  });
  // A page that is left and come back to by the back button goes on.
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); look(); } });
})();
