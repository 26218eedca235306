// The preview's script of every page: updates the page in place after changes, and displays the
// bar with the findings, the typeset sheet and the source finder. It must not know any theme.

(() => {
  "use strict";

  const PREFIX = "/__preview/";
  const WORDS = {
    ja: {
      preview: "プレビュー", draft: "案", bar: "プレビューの道具", fine: "指摘なし", close: "閉じる",
      errors: (n) => `エラー${n}件`, warnings: (n) => `注意${n}件`, error: "エラー", warning: "注意", hint: "対処",
      findings: "原稿の指摘", none: "直すところはありません。", others: "ほかの原稿の指摘",
      last: "直すところがあるため、その前のページを示しています。", lost: "planbook serve が終わっています。もう一度始めると続きます",
      unsaved: "このページは、その前のものです。", updated: (t) => `${t} に更新しました`,
      find: "原稿", findLong: "をさがす", hintFind: "段落や表の行を選ぶと原稿の場所が分かります。↑↓で移り、Enterで決め、Escで終わります",
      copied: (p) => `${p} をコピーしました`, opened: (p) => `${p} をエディタで開きます`, copy: (p) => `場所は ${p} です`,
      nothing: "原稿に書かれた文が、このページに見つかりません", location: (p) => `${p}（原稿の場所）`,
      sheet: "紙面", setting: "紙面を組んでいます", page: (n) => `紙面の${n}ページ目`, openPdf: "PDFをひらく",
      fits: (n, limit) => `${limit}ページ中${n}ページに収まっています`,
      more: (n, limit, k) => `${limit}ページ中${n}ページ（前の冊子より${k}ページ多い）`,
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
      nothing: "no text of the sources is found on this page", location: (p) => `${p} (place in the source)`,
      sheet: "Sheet", setting: "setting the sheet", page: (n) => `page ${n} of the sheet`, openPdf: "Open the PDF",
      fits: (n, limit) => `fits: ${n} of ${limit} pages`, more: (n, limit, k) => `${n} of ${limit} pages, ${k} more than in the last book`,
      overShort: (lines) => `+${lines}`, over: (lines) => `over by ${lines} line${lines === 1 ? "" : "s"}`, refused: "the sheet cannot be set",
    },
  };
  let words = WORDS.ja;

  // --- updates of the page ---------------------------------

  /** The document as the server sent it, before any script of the theme changed it. */
  let pristine = null;
  document.addEventListener("readystatechange", () => {
    if (pristine === null && document.readyState === "interactive") pristine = document.cloneNode(true);
  });

  /** Fetches this page again and applies the differences; returns whether there are any. */
  async function refresh() {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const [oldRoot, newRoot] = [pristine.documentElement, next.documentElement];
    if (oldRoot.isEqualNode(newRoot)) return false;
    if (patch(oldRoot.querySelector("head"), newRoot.querySelector("head"), document.head)
      && patch(oldRoot.querySelector("body"), newRoot.querySelector("body"), document.body)) {
      pristine = next;
      return true;
    }
    // A script of the theme changed the document, so it has to run again.
    sessionStorage.setItem("planbook-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
    return true;
  }

  /**
   * Applies the differences between the nodes `before` and `after` to `live`, the node of the
   * document that was `before` when it was sent. Returns false if a script changed `live` so that
   * they cannot be applied. Equal nodes are not touched.
   */
  function patch(before, after, live) {
    if (before.isEqualNode(after)) return true;
    if (live.nodeName !== before.nodeName || before.nodeName !== after.nodeName) return false;
    if (before.nodeType !== Node.ELEMENT_NODE) {
      if (live.data !== before.data) return false;
      live.data = after.data;
      return true;
    }
    for (const { name } of [...before.attributes]) {
      if (!after.hasAttribute(name)) live.removeAttribute(name);
    }
    for (const { name, value } of after.attributes) {
      if (before.getAttribute(name) !== value) live.setAttribute(name, value);
    }
    const [olds, news, lives] = [before, after, live].map((node) => [...node.childNodes]);
    if (olds.length !== lives.length) return olds.every((child, at) => news[at]?.isEqualNode(child)) && olds.length === news.length;
    // The common nodes at the start and at the end.
    let start = 0;
    while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) start += 1;
    let end = 0;
    while (end < olds.length - start && end < news.length - start
      && olds[olds.length - 1 - end].isEqualNode(news[news.length - 1 - end])) end += 1;
    const removed = olds.length - end - start;
    const inserted = news.length - end - start;
    if (removed === inserted && olds.slice(start, start + removed).every((node, at) => node.nodeName === news[start + at].nodeName)) {
      return olds.slice(start, start + removed).every((node, at) => patch(node, news[start + at], lives[start + at]));
    }
    for (let at = start; at < start + removed; at += 1) {
      if (!lives[at].isEqualNode(olds[at])) return false;
    }
    const next = lives[start + removed] ?? null;
    for (let at = start; at < start + removed; at += 1) lives[at].remove();
    for (let at = start; at < start + inserted; at += 1) live.insertBefore(document.importNode(news[at], true), next);
    return true;
  }

  /** Reloads the style sheets; each old one stays until the new one is loaded. */
  function reloadStyles(version) {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
      const url = new URL(old.href);
      if (url.pathname.startsWith(PREFIX) || url.origin !== location.origin || old.dataset.planbookOld) continue;
      old.dataset.planbookOld = "";
      const next = old.cloneNode();
      delete next.dataset.planbookOld;
      url.searchParams.set("planbook", version);
      next.href = url;
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
  /** The key of the findings whose panel was closed. */
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
    ui.find = make("button", { type: "button", "aria-pressed": "false", hidden: location.pathname.startsWith(PREFIX), onclick: () => toggleFind() }, make("span", {}, w.find), make("span", { class: "long" }, w.findLong));
    ui.toast = make("div", { class: "toast", role: "status" });
    ui.panel = make("section", { class: "panel", id: "panel", "aria-labelledby": "panel-title", hidden: true, tabindex: "-1" });
    ui.sheet = make("section", { class: "sheet", id: "sheet", "aria-labelledby": "sheet-title", hidden: true });
    ui.box = make("div", { class: "box", hidden: true });
    ui.tag = make("div", { class: "tag", hidden: true });
    const bar = make("div", { class: "bar" },
      make("a", { href: PREFIX }, make("span", { class: "mark" }, w.draft), make("span", { class: "long" }, w.preview)), ui.state, ui.findings, ui.sheetButton, ui.find);
    const frame = make("aside", { class: "frame", "aria-label": w.bar }, ui.sheet, ui.panel, ui.toast, bar, ui.box, ui.tag);
    root.replaceChildren(make("link", { rel: "stylesheet", href: `${PREFIX}tools.css`, onload: () => { frame.hidden = false; } }), frame);
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
    if (!open) dismissed = errorKey();
    ui.panel.hidden = !open;
    ui.findings.setAttribute("aria-expanded", String(open));
    if (open) ui.panel.focus({ preventScroll: true });
  }

  /** The key of the current errors: a closed panel opens again when it changes. */
  const errorKey = () => JSON.stringify([report?.page, report?.findings.filter((f) => f.error && f.relevant)]);

  function showPanel() {
    if (!report) return;
    const w = words;
    const urgent = Boolean(report.page) || report.findings.some((finding) => finding.error && finding.relevant);
    const all = [...(report.page ? [report.page] : []), ...report.findings];
    const close = make("button", { type: "button", onclick: () => { togglePanel(false); ui.findings.focus(); } }, w.close);
    const list = (findings) => make("ol", {}, ...findings.map(findingItem));
    const relevant = all.filter((finding) => finding.relevant);
    const others = all.filter((finding) => !finding.relevant);
    const content = [make("div", { class: "head" }, make("h2", { id: "panel-title" }, w.findings), close)];
    if (report.page) content.push(make("p", { class: "note" }, w.unsaved));
    else if (report.errors) content.push(make("p", { class: "note" }, w.last));
    if (all.length === 0) content.push(make("p", { class: "note" }, w.none));
    if (relevant.length) content.push(list(relevant));
    if (others.length) content.push(make("div", { class: "head" }, make("h2", {}, `${w.others} ${others.length}`)), list(others));
    const scroll = ui.panel.scrollTop;
    ui.panel.className = `panel${report.errors || report.page ? "" : report.warnings ? " calm" : " fine"}`;
    const hasFocus = ui.panel.contains(root.activeElement);
    ui.panel.replaceChildren(...content);
    ui.panel.scrollTop = scroll;
    if (urgent && dismissed !== errorKey() && ui.panel.hidden) {
      ui.panel.dataset.autoOpened = "";
      ui.panel.hidden = false;
    } else if (!urgent && "autoOpened" in ui.panel.dataset) {
      delete ui.panel.dataset.autoOpened;
      ui.panel.hidden = true;
    } else if (hasFocus && !ui.panel.hidden) {
      ui.panel.focus({ preventScroll: true });
    }
    ui.findings.setAttribute("aria-expanded", String(!ui.panel.hidden));
  }

  function findingItem(finding) {
    const w = words;
    const kind = make("span", { class: `kind${finding.error ? "" : " warning"}` }, finding.error ? w.error : w.warning);
    const parts = [make("p", { class: "what" }, kind, finding.message, make("span", { class: "code" }, finding.code))];
    for (const location of finding.locations) {
      const chars = [...location.source];
      const from = Math.max(0, location.column - 1);
      const length = Math.max(1, location.length);
      parts.push(make("button", { type: "button", class: "place", onclick: () => openSource(location) },
        `${location.file}:${location.line}:${location.column}`, location.label ? ` ${location.label}` : ""));
      if (location.source.trim()) {
        parts.push(make("pre", {}, chars.slice(0, from).join(""),
          make("mark", {}, chars.slice(from, from + length).join("") || " "), chars.slice(from + length).join("")));
      }
    }
    for (const hint of finding.hints) parts.push(make("p", { class: "hint" }, make("b", {}, w.hint), hint));
    return make("li", {}, ...parts);
  }

  // --- the source finder ------------------------------------------------------

  /** Opens a source location in the editor, or copies it if no editor is configured. */
  async function openSource(source) {
    const name = `${source.file}:${source.line}`;
    if (report?.editor) {
      // A replacement function, because `$&` in a file name is special in a replacement string.
      const file = source.file.split("/").map(encodeURIComponent).join("/");
      const parts = { file, line: source.line, column: source.column ?? 1 };
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

  let toastTimer = 0;
  function toast(text) {
    ui.toast.textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { ui.toast.textContent = ""; }, 6000);
  }

  const withoutSpace = (text) => text.replace(/\s+/gu, "");
  const BLOCKS = "main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, caption, figcaption, tr, td, th)";
  /** The state of the source finder; null when it is off. */
  let finder = null;

  /** The blocks of the page whose text is in the sources, with their source locations. */
  async function sourceBlocks() {
    const { files, texts } = await (await fetch(`${PREFIX}texts.json`)).json();
    const isOwn = (file) => policy !== undefined && files[file].includes(`/${policy}.`);
    const entries = texts.map(([pieces, kind, file, line]) => ({
      pieces, kind, file, line, own: isOwn(file), size: pieces.reduce((sum, piece) => sum + piece.length, 0),
    })).filter((entry) => entry.size > 1);
    const byText = new Map();
    for (const entry of entries) {
      const text = entry.pieces.join("");
      const known = byText.get(text);
      if (entry.pieces.length === 1 && (!known || (entry.own && !known.own))) byText.set(text, entry);
    }
    const containsPieces = (text, entry) => {
      let at = 0;
      return entry.pieces.every((piece) => {
        const found = text.indexOf(piece, at);
        at = found + piece.length;
        return found >= 0;
      });
    };
    const bestMatch = (text) => {
      if (byText.has(text)) return byText.get(text);
      let found = null;
      const weight = (entry) => entry.size + (entry.own ? 1000 : 0);
      for (const entry of entries) {
        if (entry.size * 3 >= text.length && (!found || weight(entry) > weight(found)) && containsPieces(text, entry)) found = entry;
      }
      return found;
    };
    const found = [];
    for (const block of document.querySelectorAll(BLOCKS)) {
      const head = block.nodeName === "TR" ? block.querySelector("th[scope=row]") ?? block.cells[0] : block;
      const text = withoutSpace(head?.textContent ?? "");
      if (text.length < 2 || !block.getClientRects().length) continue;
      const inCell = block.closest("tr") !== null && block.nodeName !== "TR";
      let entry = inCell ? byText.get(text) : bestMatch(text);
      // A row of a table in Markdown is found by the text of all its cells.
      if (!entry && block.nodeName === "TR") entry = bestMatch(withoutSpace(block.textContent));
      if (entry) found.push({ block, source: { file: files[entry.file], line: entry.line } });
    }
    return found;
  }

  async function toggleFind(on = finder === null) {
    if (!on) {
      finder = null;
      ui.box.hidden = ui.tag.hidden = true;
      ui.find.setAttribute("aria-pressed", "false");
      delete document.documentElement.dataset.planbookFind;
      return;
    }
    ui.find.setAttribute("aria-pressed", "true");
    const blocks = await sourceBlocks();
    if (blocks.length === 0) {
      toast(words.nothing);
      ui.find.setAttribute("aria-pressed", "false");
      return;
    }
    document.documentElement.dataset.planbookFind = "";
    // `at` is the index selected by keyboard, `shown` the index of the highlighted block.
    finder = { blocks, at: -1, shown: -1, byBlock: new Map(blocks.map((b, at) => [b.block, at])) };
    ui.find.focus();
    toast(words.hintFind);
  }

  /** Highlights the block at the index `at`, and scrolls to it if `scroll`. */
  function highlight(at, scroll) {
    finder.shown = at;
    const { block, source } = finder.blocks[at];
    if (scroll) block.scrollIntoView({ block: "nearest" });
    const rect = visibleRect(block);
    ui.box.hidden = ui.tag.hidden = false;
    ui.box.style.cssText = `left:${rect.left - 4}px;top:${rect.top - 2}px;width:${rect.width + 8}px;height:${rect.height + 4}px`;
    ui.tag.textContent = `${source.file}:${source.line}`;
    ui.tag.style.cssText = `left:${Math.max(8, rect.left)}px;top:${Math.max(4, rect.top - 30)}px`;
    if (scroll) toast(words.location(ui.tag.textContent));
  }

  /** The horizontally visible part of a block, which may be in a scrolling container. */
  function visibleRect(block) {
    let { left, top, right, bottom } = block.getBoundingClientRect();
    for (let node = block.parentElement; node && node !== document.body; node = node.parentElement) {
      if (getComputedStyle(node).overflowX === "visible") continue;
      const frame = node.getBoundingClientRect();
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
    }
    return { left, top, width: Math.max(0, right - left), height: bottom - top };
  }

  const blockIndex = (event) => {
    for (let node = event.target; node instanceof Element; node = node.parentElement) {
      const at = finder.byBlock.get(node);
      if (at !== undefined) return at;
    }
    return -1;
  };
  let mouse = null;
  addEventListener("mousemove", (event) => {
    // Browsers also send the event when the page scrolls under a mouse that does not move.
    const unmoved = mouse !== null && mouse.x === event.clientX && mouse.y === event.clientY;
    mouse = { x: event.clientX, y: event.clientY };
    if (!finder || unmoved) return;
    const at = event.composedPath().includes(host) ? -1 : blockIndex(event);
    if (at >= 0) highlight(at, false);
  });
  addEventListener("click", (event) => {
    if (!finder || event.composedPath().includes(host)) return;
    const at = blockIndex(event);
    if (at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    openSource(finder.blocks[at].source);
    toggleFind(false);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (finder) toggleFind(false);
      else if (root.activeElement && ui.panel.contains(root.activeElement)) { togglePanel(false); ui.findings.focus(); }
      return;
    }
    if (!finder) return;
    const count = finder.blocks.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      finder.at = finder.at < 0 ? firstVisible() : (finder.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      highlight(finder.at, true);
    } else if (event.key === "Enter" && finder.at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      openSource(finder.blocks[finder.at].source);
      toggleFind(false);
    }
  }, true);
  const firstVisible = () => Math.max(0, finder.blocks.findIndex(({ block }) => block.getBoundingClientRect().top >= 0));
  addEventListener("scroll", () => { if (finder?.shown >= 0) highlight(finder.shown, false); }, { passive: true });

  // --- the sheet ----------------------------------------------------------------

  const sheetIsOpen = () => localStorage.getItem("planbook-sheet") === "1";

  /** Requests the sheet of this page's policy; repeated, because the server closes unused ones. */
  function requestSheet() {
    if (!policy || document.hidden) return;
    fetch(`${PREFIX}look?sheet=${policy}&pictures=${sheetIsOpen() ? 1 : 0}`, { method: "POST" }).catch(() => {});
  }
  setInterval(requestSheet, 20000);

  function toggleSheet() {
    localStorage.setItem("planbook-sheet", sheetIsOpen() ? "0" : "1");
    requestSheet();
    showSheet();
  }

  function showSheet() {
    if (!policy || !status) return;
    const w = words;
    const sheet = status.sheet?.id === policy ? status.sheet : null;
    const { busy = true, pages = 0, version = 0, error = null } = sheet ?? {};
    const { page_limit: limit = 0, overflow_lines: lines = 0, pages_in_book: inBook = null, svg_pages: svgPages = 0 } = sheet ?? {};
    ui.fit.textContent = error ? w.refused
      : pages === 0 ? w.setting
      : pages > limit ? w.over(lines)
      : inBook !== null && pages > inBook ? w.more(pages, limit, pages - inBook)
      : w.fits(pages, limit);
    ui.short.textContent = error || pages === 0 ? "" : pages > limit ? w.overShort(lines) : `${pages}/${limit}`;
    ui.fitDot.className = `dot${busy || (pages === 0 && !error) ? " busy" : error || pages > limit ? " errors" : inBook !== null && pages > inBook ? " warnings" : ""}`;
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
    ui.pdf.href = `${PREFIX}sheet/${policy}.pdf`;
    ui.pdf.hidden = pages === 0;
    if (error) {
      ui.paper.replaceChildren(make("ol", { class: "panel-list" }, findingItem(error)));
      ui.paper.firstChild.style.background = "#fff";
      return;
    }
    const count = pages && svgPages ? svgPages : 0;
    const shown = [...ui.paper.querySelectorAll("img")];
    if (count === 0 && shown.length === 0) {
      ui.paper.replaceChildren(make("p", { class: "note" }, w.setting));
      return;
    }
    for (let page = 1; page <= count; page += 1) {
      const url = `${PREFIX}sheet/${policy}/${page}.svg?v=${version}`;
      const old = shown[page - 1];
      if (old?.getAttribute("src") === url) continue;
      const next = make("img", { src: url, alt: w.page(page), width: "595", height: "842" });
      if (old) {
        // The old image stays until the new one is decoded.
        next.decode().then(() => old.replaceWith(next), () => {});
      } else {
        ui.paper.querySelector(".note, ol")?.remove();
        ui.paper.append(next);
      }
    }
    for (const old of shown.slice(count)) old.remove();
  }

  // --- status of the server ------------------------------------------------------

  /** The updates, one after the other. */
  let updates = Promise.resolve();
  let source = null;

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(`${PREFIX}events`);
    source.onmessage = (event) => {
      const now = JSON.parse(event.data);
      updates = updates.then(() => update(now)).catch(() => {});
    };
    source.onerror = () => {
      ui.state.textContent = words.lost;
      ui.state.classList.add("alert");
      ui.dot.className = "dot lost";
    };
  }

  /** Updates the page and the bar to the status `now`. */
  async function update(now) {
    const before = status;
    status = now;
    if (before && now.assets !== before.assets) {
      location.reload();
      return;
    }
    if (before && now.styles !== before.styles) reloadStyles(now.styles);
    if (before === null || now.pages !== before.pages || now.revision !== before.revision) {
      const changed = before === null || now.pages !== before.pages ? await refresh() : false;
      report = await (await fetch(`${PREFIX}report.json?page=${encodeURI(location.pathname)}`)).json();
      if (changed && before) {
        ui.state.textContent = words.updated(new Date().toLocaleTimeString("ja-JP"));
        if (finder) toggleFind(false);
      } else if (before === null) {
        ui.state.textContent = "";
      }
      ui.state.classList.remove("alert");
      const language = WORDS[report.lang] ?? WORDS.ja;
      if (language !== words) {
        words = language;
        build();
      }
    }
    if (policy && now.sheet?.id !== policy) requestSheet();
    show();
    host.dataset.revision = now.revision;
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
    requestSheet();
  });
  // Browsers allow few connections to one server, so hidden pages close theirs.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      listen();
      requestSheet();
    }
  });
  // A page restored from the back/forward cache reconnects.
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); requestSheet(); } });
})();
