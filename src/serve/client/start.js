// The preview's start page: what is not finished, by section, and the whole book on demand.

(() => {
  "use strict";

  const OWN = "/__preview/";
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
  let read = -1;
  let words = WORDS.ja;

  at("whole").addEventListener("click", () => {
    if (at("whole").getAttribute("aria-disabled") !== "true") fetch(`${OWN}whole`, { method: "POST" });
  });

  const source = new EventSource(`${OWN}events`);
  source.onmessage = async (event) => {
    const status = JSON.parse(event.data);
    if (status.read !== read) {
      read = status.read;
      const report = await (await fetch(`${OWN}report.json`)).json();
      words = WORDS[report.lang] ?? WORDS.ja;
      document.documentElement.lang = report.lang;
      show(report);
    }
    whole(status);
  };
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  function show(report) {
    at("title").textContent = words.title;
    at("book").textContent = report.title;
    at("site").textContent = words.site;
    at("pdf").textContent = words.pdf;
    const parts = report.unfinished.map((section) => [
      make("h2", "", section.name || words.none, make("span", "count", words.count(section.policies.length))),
      make("ul", "sections", ...section.policies.map(policy)),
    ]).flat();
    const rest = report.findings.filter((f) => !f.places[0]?.file.includes("/policies/"));
    if (rest.length) {
      parts.push(make("h2", "", words.others), make("ul", "sections", ...rest.map((f) => make("li", "",
        make("span", f.error ? "errors" : "warnings", f.error ? words.errors(1) : words.warnings(1)), ` ${f.message}`,
        f.places[0] ? ` ${f.places[0].file}:${f.places[0].line}` : ""))));
    }
    if (parts.length === 0) parts.push(make("p", "fine", words.done));
    at("list").replaceChildren(...parts);
  }

  function policy({ id, title, route, empty, missing, errors, warnings }) {
    const link = make("a", "", make("span", "id", id), ` ${title}`);
    link.href = `/${route}`;
    const facts = make("dl", "");
    const fact = (name, ...what) => facts.append(make("dt", "", name), make("dd", "", ...what));
    if (empty.length) fact(words.empty, empty.join("、"));
    if (missing.length) fact(words.missing, missing.join("、"));
    if (errors + warnings) {
      const counts = [errors && make("span", "errors", words.errors(errors)), warnings && make("span", "warnings", words.warnings(warnings))];
      fact(words.found, ...counts.filter(Boolean).flatMap((node, n) => (n ? [" ", node] : [node])));
    }
    return make("li", "", make("h3", "", link), facts);
  }

  function whole({ whole, read: now }) {
    const busy = whole?.busy ?? false;
    at("whole").textContent = busy ? words.setting : words.set;
    at("whole").setAttribute("aria-disabled", String(busy));
    const pdf = whole && whole.pages !== null;
    at("pdf").hidden = !pdf;
    if (pdf) at("pdf").href = `${OWN}book.pdf?v=${whole.version}`;
    if (!whole || busy) {
      at("whole-state").replaceChildren();
      return;
    }
    const said = whole.pages === null ? words.failed : whole.findings.length ? words.broken(whole.pages) : words.pages(whole.pages);
    const parts = [make("p", "", said, whole.of === now ? "" : ` ${words.stale}`)];
    if (whole.findings.length) {
      parts.push(make("ol", "", ...whole.findings.map((f) => make("li", "", f.message, ...f.hints.map((hint) => make("p", "", hint))))));
    }
    at("whole-state").replaceChildren(...parts);
  }
})();
