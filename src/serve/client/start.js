// The preview's start page: lists the unfinished policies by section, and requests and displays
// the status of the whole book.

(() => {
  "use strict";

  const PREFIX = "/__preview/";
  const WORDS = {
    ja: {
      title: "書きかけのところ", site: "計画書のトップを見る", set: "冊子全体を組む", setting: "冊子全体を組んでいます",
      pdf: "組んだ冊子（PDF）をひらく", done: "書きかけのところも、直すところもありません。", empty: "文のないところ",
      missing: "数値のないところ", found: "指摘", errors: (n) => `エラー${n}件`, warnings: (n) => `注意${n}件`, count: (n) => `${n}施策`,
      others: "そのほかの指摘", pages: (n) => `冊子は${n}ページです。ページの約束を守っています。`,
      broken: (n) => `冊子は${n}ページで、ページの約束に合わないところがあります。`, failed: "冊子が組めません。",
      stale: "組んだ後に原稿が変わっています。", none: "担当課なし",
    },
    en: {
      title: "Not finished yet", site: "To the publication", set: "Set the whole book", setting: "Setting the whole book",
      pdf: "Open the book (PDF)", done: "Everything is written, and nothing is to be mended.", empty: "No words", missing: "No figures",
      found: "Findings", errors: (n) => `${n} error(s)`, warnings: (n) => `${n} warning(s)`, count: (n) => `${n} policies`,
      others: "Other findings", pages: (n) => `The book has ${n} pages and keeps its page contract.`,
      broken: (n) => `The book has ${n} pages and does not keep its page contract.`, failed: "The book cannot be set.",
      stale: "The sources have changed since.", none: "no section",
    },
  };
  const at = (id) => document.getElementById(id);
  const make = (name, className, ...children) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...children);
    return node;
  };
  let revision = -1;
  let words = WORDS.ja;

  at("whole").addEventListener("click", () => {
    if (at("whole").getAttribute("aria-disabled") !== "true") fetch(`${PREFIX}whole`, { method: "POST" });
  });

  const source = new EventSource(`${PREFIX}events`);
  source.onmessage = async (event) => {
    const status = JSON.parse(event.data);
    if (status.revision !== revision) {
      revision = status.revision;
      const report = await (await fetch(`${PREFIX}report.json`)).json();
      words = WORDS[report.lang] ?? WORDS.ja;
      document.documentElement.lang = report.lang;
      showReport(report);
    }
    showBook(status);
  };
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  function showReport(report) {
    at("title").textContent = words.title;
    at("book").textContent = report.title;
    at("site").textContent = words.site;
    at("pdf").textContent = words.pdf;
    const parts = report.unfinished.map((section) => [
      make("h2", "", section.name || words.none, make("span", "count", words.count(section.policies.length))),
      make("ul", "sections", ...section.policies.map(policyItem)),
    ]).flat();
    const rest = report.findings.filter((f) => !f.locations[0]?.file.includes("/policies/"));
    if (rest.length) {
      parts.push(make("h2", "", words.others), make("ul", "sections", ...rest.map((f) => make("li", "",
        make("span", f.error ? "errors" : "warnings", f.error ? words.errors(1) : words.warnings(1)), ` ${f.message}`,
        f.locations[0] ? ` ${f.locations[0].file}:${f.locations[0].line}` : ""))));
    }
    if (parts.length === 0) parts.push(make("p", "fine", words.done));
    at("list").replaceChildren(...parts);
  }

  function policyItem({ id, title, route, empty, missing, errors, warnings }) {
    const link = make("a", "", make("span", "id", id), ` ${title}`);
    link.href = `/${route}`;
    const details = make("dl", "");
    const detail = (name, ...content) => details.append(make("dt", "", name), make("dd", "", ...content));
    if (empty.length) detail(words.empty, empty.join("、"));
    if (missing.length) detail(words.missing, missing.join("、"));
    if (errors + warnings) {
      const counts = [errors && make("span", "errors", words.errors(errors)), warnings && make("span", "warnings", words.warnings(warnings))];
      detail(words.found, ...counts.filter(Boolean).flatMap((node, n) => (n ? [" ", node] : [node])));
    }
    return make("li", "", make("h3", "", link), details);
  }

  function showBook({ book, revision: current }) {
    const busy = book?.busy ?? false;
    at("whole").textContent = busy ? words.setting : words.set;
    at("whole").setAttribute("aria-disabled", String(busy));
    const pdf = book && book.pages !== null;
    at("pdf").hidden = !pdf;
    if (pdf) at("pdf").href = `${PREFIX}book.pdf?v=${book.version}`;
    if (!book || busy) {
      at("whole-state").replaceChildren();
      return;
    }
    const summary = book.pages === null ? words.failed : book.findings.length ? words.broken(book.pages) : words.pages(book.pages);
    const parts = [make("p", "", summary, book.revision === current ? "" : ` ${words.stale}`)];
    if (book.findings.length) {
      parts.push(make("ol", "", ...book.findings.map((f) => make("li", "", f.message, ...f.hints.map((hint) => make("p", "", hint))))));
    }
    at("whole-state").replaceChildren(...parts);
  }
})();
