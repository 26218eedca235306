// Understands what is asked in the search box, and ranks the records of the index for it. It must
// not know the page. A plain script, because pages opened from a folder may not load modules.

globalThis.planbookQuery = (() => {
  "use strict";

  const { fold, forms, has, variants } = globalThis.planbookFold;

  // --- the words of a question ---------------------------------------------------

  // What people ask with, and what no page needs to have. Add yours here.
  const ASKING = new Set([
    "一番", "何", "誰", "私", "家", "方", "人", "物", "所", "時", "件", "中", "前", "先", "今", "金額", "費用", "お金", "場合", "理由",
    "教えて", "知りたい", "大きい", "多い", "少ない", "いくら", "いくつ", "どこ", "なぜ", "なに", "だれ", "うち",
  ].map(fold));

  // Words that nearly every record has: they are asked for only where nothing else is.
  const COMMON = new Set([
    "施策", "事業", "計画", "担当", "担当課", "課", "市", "町", "指標", "取組", "予算", "予算額", "年度", "状況", "内容", "対策",
    "方法", "制度", "対応", "予定", "実施", "窓口", "電話", "連絡先", "部署", "何課", "問い合わせ", "電話番号",
  ].map(fold));

  /** Words with which people ask for the section in charge. */
  const ASKS_FOR_SECTION = /課|窓口|電話|連絡先|部署|問い?合わ?せ/;

  // Questions that a list of the site answers, by the record of that list; every pattern must be in the
  // question. The lists stand before what has the words of the question.
  const MONEY = /予算|事業|金額|お金|額/;
  const LAST_YEAR = /(?:去年|昨年|前年|前の年)度?/;
  const A_YEAR = /(?:令和|平成|r|h)?\d+年度?/i;
  const SINCE = new RegExp(`${LAST_YEAR.source}.*(?:変わ|違|比べ)`);
  const ANSWERS = {
    largest: [MONEY, /(?:一番|いちばん|最も|もっとも).{0,8}(?:大き|多|高)|(?:大き|多|高)い(?:順|事業)|最大/],
    shrank: [MONEY, new RegExp(`減(?:っ|ら|る|少|額)|削減|${SINCE.source}`)],
    grew: [MONEY, new RegExp(`増(?:え|加|額)|伸び|${SINCE.source}`)],
    began: [/新規事業|新しい事業|(?:新しく|新たに)?(?:始ま|はじま)(?:った|る).{0,3}事業/],
    ended: [/(?:なくなっ|無くなっ|終わっ|廃止|やめ|打ち切).{0,4}(?:事業|予算)/],
    "ratings-moved": [/評価.{0,6}(?:上が|下が|変わ|良くな|悪くな|よくな)|(?:上が|下が)った評価/],
  };

  const SEPARATORS = /[\s、。,!！?？「」『』（）()・:：;；/]+/;
  const HIRAGANA = /^[ぁ-ゖー]+$/;
  const KANJI = /[一-鿿々]/;
  /** What can be a word wherever it stands: characters of one kind, without endings. */
  const PLAIN = /^(?:[一-鿿々〇ヶ]+|[ァ-ヺー]+|[a-z0-9.~-]+|[一-鿿々ァ-ヺーa-z0-9]+)$/;
  const PARTICLE = /[のをにがはでとへやも]/;

  // Costs of reading a stretch of characters as one word, as nothing, and as unknown. A word costs
  // less the longer it is, and less than nothing.
  const WORD = 0.5;
  const OF_CHARACTER = -0.8;
  const SINGLE = -0.2;
  /** For a character of an ending or a particle. */
  const ENDING = 0.1;
  /** For the stem of a verb. */
  const STEM = 0.6;
  const UNKNOWN = 3;
  /** For a border within a compound. */
  const TORN = 0.9;
  /** The longest word that is looked for within a question, in characters. */
  const LONGEST = 12;
  /** How much of a query is read, in characters. */
  const LONGEST_QUERY = 120;

  /** Words of `text` that people also type by themselves, with their endings: 子育て, ひとり親家庭. */
  function mixedWords(text) {
    const parts = text.split(/[\s、。・「」（）()]+|(?<=[^ぁ-ゖ])[のをにがはでとへやも](?=[^ぁ-ゖ])|(?<=[ぁ-ゖ]{2})[のをとや](?=[^ぁ-ゖ])/);
    const stems = parts.flatMap((part) => part.match(/[一-鿿々]+[ぁ-ゖ]+/g) ?? []);
    return [...parts, ...stems].filter((part) => /[ぁ-ゖ]/.test(part) && part.length > 1);
  }

  /**
   * The words of `chunk`, which has no separators: the cheapest way to read it as words that the
   * book has, with what is asked with between them; and the stretches that are unknown.
   * `isKnown` says whether the book has a word, `isWord` whether that is one in spite of its
   * endings.
   */
  function segment(chunk, isKnown, isWord) {
    const best = [{ cost: 0, at: -1, kind: "" }];
    const reach = (to, cost, at, kind) => {
      if (cost < (best[to]?.cost ?? Infinity)) best[to] = { cost, at, kind };
    };
    const isBorder = (at) => at === 0 || at === chunk.length || PARTICLE.test(chunk[at]) || PARTICLE.test(chunk[at - 1]);
    const price = (from, to) => {
      const piece = chunk.slice(from, to);
      if (to - from === 1) return KANJI.test(piece) && isBorder(from) && isBorder(to) && isKnown(piece) ? SINGLE : Infinity;
      return (PLAIN.test(piece) || isWord(piece)) && isKnown(piece) ? WORD + OF_CHARACTER * (to - from) : Infinity;
    };
    for (let from = 0; from < chunk.length; from += 1) {
      const cost = best[from]?.cost ?? Infinity;
      const [before, first, second] = [chunk[from - 1] ?? "", chunk[from], chunk[from + 1] ?? ""];
      const torn = KANJI.test(before) && KANJI.test(first) ? TORN : 0;
      for (let to = Math.min(chunk.length, from + LONGEST); to > from; to -= 1) {
        reach(to, cost + torn + price(from, to), from, "word");
      }
      if (HIRAGANA.test(first)) reach(from + 1, cost + ENDING, from, "ending");
      const isStem = KANJI.test(first) && !KANJI.test(before) && HIRAGANA.test(second);
      reach(from + 1, cost + torn + (isStem ? STEM : UNKNOWN), from, isStem ? "ending" : "unknown");
    }
    const words = [];
    const unknown = [];
    for (let to = chunk.length; to > 0; to = best[to].at) {
      const { at, kind } = best[to];
      const piece = chunk.slice(at, to);
      if (kind === "word") words.unshift(piece);
      if (kind === "unknown") {
        // Characters that follow each other are one stretch.
        if (unknown[0]?.at === to) Object.assign(unknown[0], { at, text: piece + unknown[0].text });
        else unknown.unshift({ at, text: piece });
      }
    }
    return { words, unknown: unknown.map(({ text }) => text) };
  }

  // --- Latin letters for kana ------------------------------------------------------

  const ROMAJI = (() => {
    const rows = {
      "": "あいうえお", k: "かきくけこ", s: "さしすせそ", t: "たちつてと", n: "なにぬねの", h: "はひふへほ", m: "まみむめも",
      r: "らりるれろ", g: "がぎぐげご", z: "ざじずぜぞ", d: "だぢづでど", b: "ばびぶべぼ", p: "ぱぴぷぺぽ",
    };
    const table = new Map();
    for (const [letter, row] of Object.entries(rows)) [..."aiueo"].forEach((vowel, n) => table.set(letter + vowel, row[n]));
    for (const [letter, kana] of Object.entries({ ky: "き", sy: "し", sh: "し", ty: "ち", ch: "ち", ny: "に", hy: "ひ", my: "み", ry: "り", gy: "ぎ", zy: "じ", j: "じ", jy: "じ", by: "び", py: "ぴ" })) {
      for (const [vowel, small] of Object.entries({ a: "ゃ", u: "ゅ", o: "ょ" })) table.set(letter + vowel, kana + small);
    }
    for (const [letters, kana] of Object.entries({ ya: "や", yu: "ゆ", yo: "よ", wa: "わ", wo: "を", shi: "し", chi: "ち", tsu: "つ", fu: "ふ", ji: "じ" })) table.set(letters, kana);
    return table;
  })();

  /** The kana of a word in Latin letters; undefined if it is none. */
  function kana(word) {
    let text = "";
    for (let at = 0; at < word.length;) {
      const [letter, next] = [word[at], word[at + 1]];
      if (letter === next && letter !== "n" && !"aiueo".includes(letter)) { text += "っ"; at += 1; continue; }
      const length = [3, 2, 1].find((n) => ROMAJI.has(word.slice(at, at + n)));
      if (length) { text += ROMAJI.get(word.slice(at, at + length)); at += length; continue; }
      if (letter !== "n" && letter !== "m") return undefined;
      text += "ん";
      at += letter === "n" && next === "n" && !"aiueo".includes(word[at + 2] ?? " ") ? 2 : 1;
    }
    return text;
  }

  // --- words that were typed wrong ---------------------------------------------------

  /** How many characters have to be put, taken away or changed to make one of the other; at most `most + 1`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let row = [...other, ""].map((_, n) => n);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1)));
      }
      if (Math.min(...next) > most) return most + 1;
      row = next;
    }
    return row[other.length];
  }

  const RUNS = /[一-鿿々]{2,}|[ァ-ヶー]{3,}|[a-z]{3,}/g;

  // --- ranking --------------------------------------------------------------------------

  // How much a word counts by where it stands.
  const IN_TITLE = 5;
  const AT_BEGINNING = 2;
  const AROUND = 1.5;
  const IN_BODY = 1;
  /** Of a word that the record has not, one part of it in the title. */
  const IN_PART = 2;
  /** Of a policy, several of whose projects have a word in their names: the sheet is about it. */
  const IN_PROJECTS = IN_TITLE + AT_BEGINNING + 1;
  /** How much more the record of a section counts where one is asked for. */
  const IN_CHARGE = 8;
  /** How much a word of the same meaning counts of what the word itself does. */
  const SAME_MEANING = 0.85;
  /** How many records that have not all words are shown. */
  const NEAR = 10;
  /** The least share of the words that such a record has, by their weight. */
  const LEAST_SHARE = 0.34;

  /** The search over the records of `index`. */
  function searcher(index) {
    const records = index.records.map((record) => ({
      ...record,
      title: forms(record.t),
      around: forms([record.id, record.w, record.o].filter(Boolean).join(" ")),
      body: forms(record.x.join("\n")),
    }));
    /** The names of the projects of each policy, by its address. */
    const ofPolicy = new Map();
    for (const { k, r, title } of records) {
      const address = k === "j" && /^policies\/[^/]+\//.exec(r)?.[0];
      if (address) ofPolicy.set(address, [...ofPolicy.get(address) ?? [], title]);
    }
    const texts = (record) => [record.title, record.around, record.body];
    const all = [0, 1].map((n) => records.flatMap(texts).map((form) => form[n]).join("\n"));
    const groups = (index.synonyms ?? []).map((group) => group.map(fold));
    const isThere = (word) => all[0].includes(word) || all[1].includes(word);
    /** A folded word and those of its meaning. */
    const meanings = (word) => [word, ...groups.filter((group) => group.includes(word)).flat().filter((other) => other !== word)];
    const found = new Map();
    const known = (word) => {
      if (!found.has(word)) found.set(word, meanings(word).some(isThere));
      return found.get(word);
    };
    /** Words that say nothing here: the general ones, and the book's own, such as the city's name. */
    const common = new Set([...COMMON, ...ASKING, ...(index.common ?? []).map(fold)]);
    const ratings = new Set(records.map((record) => record.a).filter(Boolean));

    let ofTitles;
    /** Words with endings: those of titles, of the book's synonyms, and of the ways of writing. */
    function lexicon() {
      ofTitles ??= new Set([
        ...records.flatMap((record) => mixedWords(record.t.normalize("NFKC").toLowerCase())).map(fold),
        ...groups.flat(), ...variants,
      ]);
      return ofTitles;
    }

    let vocabulary;
    /** The words of titles, with how often they are there. */
    function titleWords() {
      if (vocabulary) return vocabulary;
      vocabulary = new Map();
      for (const record of records) {
        const title = record.t.normalize("NFKC").toLowerCase();
        for (const word of mixedWords(title)) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1);
        for (const [word] of title.matchAll(RUNS)) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1);
        // Long compounds consist of words of two and three characters.
        for (const [run] of record.t.matchAll(/[一-鿿々]{3,}/g)) {
          for (const size of [2, 3, 4]) {
            for (let at = 0; at + size <= run.length; at += 1) {
              const word = run.slice(at, at + size);
              vocabulary.set(word, (vocabulary.get(word) ?? 0) + 0.25);
            }
          }
        }
      }
      return vocabulary;
    }

    /** The words of the book that `typed` was perhaps meant to be, the most likely first. */
    function slips(typed) {
      const letters = [...typed];
      if (letters.length < 2 || HIRAGANA.test(typed)) return [];
      const most = letters.length >= 6 ? 2 : 1;
      const found = [];
      for (const [word, often] of titleWords()) {
        // What stands within a compound once is hardly a word.
        if (often < 1 || word.length < 2 || Math.abs(word.length - letters.length) > most) continue;
        const folded = fold(word);
        const far = distance(typed, folded, most);
        if (far > most || far === 0) continue;
        // The first character is seldom the wrong one.
        found.push({ word, far: far + (folded[0] === typed[0] ? 0 : 0.5), often });
      }
      found.sort((a, b) => a.far - b.far || b.often - a.often);
      return found.slice(0, 3).map(({ word }) => word);
    }

    /** What `query` asks for: words in their forms, a rating, a section, what is unknown, and what that may mean. */
    function understand(query) {
      let rest = query.slice(0, LONGEST_QUERY).normalize("NFKC").toLowerCase();
      const asked = { words: [], phrases: [], rating: undefined, section: ASKS_FOR_SECTION.test(rest), unknown: [], meant: [] };
      rest = rest.replace(/評価\s*(?:が|は|の)?\s*([a-z])(?![a-z])/, (whole, letter) => {
        if (!ratings.has(letter.toUpperCase())) return whole;
        asked.rating = letter.toUpperCase();
        return " ";
      });
      // 5-2-4 is printed as 5-2-04.
      rest = rest.replace(/(?<![\d-])(\d+)[-ー‐−](\d+)[-ー‐−](\d)(?![\d-])/g, "$1-$2-0$3");
      const isKnown = (piece) => known(fold(piece));
      const isWord = (piece) => lexicon().has(fold(piece));
      for (const typed of rest.split(SEPARATORS).filter(Boolean)) {
        const [flat, folded] = forms(typed);
        const isWhole = PLAIN.test(typed) || isWord(typed) || typed.length < 4 || !PARTICLE.test(typed.slice(1, -1));
        if (isWhole && (known(folded) || isThere(flat))) {
          asked.words.push(word(typed));
          continue;
        }
        const latin = /^[a-z]{3,}$/.test(typed) ? kana(typed) : undefined;
        const { words, unknown } = latin !== undefined && known(fold(latin))
          ? { words: [latin], unknown: [] }
          : segment(typed, isKnown, isWord);
        asked.words.push(...words.map(word));
        if (isThere(folded)) asked.phrases.push(word(typed));
        if (words.length === 0) {
          asked.unknown.push(typed);
          const near = slips(folded);
          const runs = typed.match(RUNS) ?? [];
          asked.meant.push(...(near.length > 0 ? near : runs.flatMap((run) => slips(fold(run)))));
        } else {
          for (const text of unknown.filter((text) => text.length > 1)) {
            asked.unknown.push(text);
            asked.meant.push(...slips(fold(text)));
          }
        }
      }
      const seen = new Set();
      const own = asked.words.filter(({ forms: [, folded] }) => !common.has(folded));
      if (own.length > 0 || asked.rating !== undefined) asked.words = own;
      asked.words = asked.words.filter(({ forms: [, folded] }) => !seen.has(folded) && seen.add(folded));
      return asked;
    }

    /** A word to look for: its forms, those of its meaning, and how rare it is. */
    function word(typed) {
      const own = forms(typed);
      const others = meanings(own[1]).slice(1).map((other) => [other, other]);
      // What a long compound consists of.
      const parts = /^[一-鿿々]{3,}$/.test(own[1]) ? [own[1].slice(0, 2), own[1].slice(-2)] : [];
      const sought = { forms: own, others, parts, katakana: /^[ァ-ヶー]{1,3}$/.test(typed) ? typed : undefined };
      const count = records.filter((record) => texts(record).some((text) => weightIn(text, sought, record) > 0)).length;
      sought.weight = Math.log(1 + records.length / (1 + count));
      return sought;
    }

    /** How well `text` has a word: 1 for itself, less for one of its meaning, 0 for none. */
    function weightIn(text, sought, record) {
      if (has(text, sought.forms) && (!sought.katakana || isWhole(text, sought, record))) return 1;
      return sought.others.some((other) => has(text, other)) ? SAME_MEANING : 0;
    }

    /** Whether a short word in katakana is a word of its own in `text`: クマ is not in 近くまで. */
    function isWhole(text, { katakana, forms: [flat] }, record) {
      const raw = text === record.title ? record.t : text === record.body ? record.x.join("\n") : `${record.w ?? ""} ${record.o ?? ""}`;
      if (raw.normalize("NFKC").includes(katakana)) return true;
      const hiragana = new RegExp(`(?<![ぁ-ん一-鿿])${flat}(?=$|[^ぁ-ん]|[のをにがはでとへやも])`);
      return hiragana.test(raw.normalize("NFKC"));
    }

    /** How well `record` has `words`: a score, and which share of their weight it has. */
    function rate(record, words, phrases) {
      let [score, held, whole] = [0, 0, 0];
      for (const phrase of phrases) {
        const inTitle = weightIn(record.title, phrase, record) > 0;
        score += phrase.weight * (inTitle ? IN_TITLE : IN_BODY * weightIn(record.body, phrase, record));
      }
      for (const sought of words) {
        whole += sought.weight;
        const inTitle = weightIn(record.title, sought, record);
        const titles = record.k === "p" ? ofPolicy.get(record.r) ?? [] : [];
        const isAbout = titles.filter((title) => has(title, sought.forms)).length > 1;
        const place = isAbout ? IN_PROJECTS : inTitle > 0
          ? inTitle * (IN_TITLE + (record.title[1].startsWith(sought.forms[1]) ? AT_BEGINNING : 0) + 2 * sought.forms[1].length / record.title[1].length)
          : Math.max(AROUND * weightIn(record.around, sought, record), IN_BODY * weightIn(record.body, sought, record));
        const inPart = place === 0 && sought.parts.some((part) => record.title[1].includes(part));
        held += sought.weight * (place > 0 ? 1 : inPart ? 0.5 : 0);
        score += sought.weight * (inPart ? IN_PART : place);
      }
      return { score: score + (record.k === "p" ? 0.25 : 0), share: whole > 0 ? held / whole : 1 };
    }

    /**
     * The records for `query`, the best first: those that have all its words, and where these are
     * few, those that have many (`near`). A query without words has all records.
     */
    function ask(query) {
      const asked = understand(query);
      const meant = asked.words.length === 0 && asked.meant.length > 0;
      const words = meant ? asked.meant.map(word) : asked.words;
      const isRated = (record) => asked.rating === undefined || record.a === asked.rating;
      const nothing = words.length === 0 && asked.rating === undefined && query.trim() !== "";
      const rated = nothing ? [] : records.filter(isRated).map((record) => {
        const { score, share } = rate(record, words, asked.phrases);
        return { record, share, score: asked.section && record.k === "s" ? score * IN_CHARGE : score };
      });
      rated.sort((a, b) => b.score - a.score);
      const whole = meant ? [] : rated.filter(({ share }) => share > 0.999);
      const isNear = ({ share }) => (meant ? share > 0 : share <= 0.999 && share >= LEAST_SHARE);
      const near = whole.length < 3 ? rated.filter(isNear).slice(0, NEAR) : [];
      const marks = words.flatMap((sought) => [sought.forms, ...sought.others]);
      const answers = lists(query);
      if (answers.length > 0) {
        const others = whole.map(({ record }) => record).filter((record) => !answers.includes(record));
        const hits = [...answers, ...others].map((record) => ({ record, share: 1 }));
        return { ...asked, unknown: [], meant: [], marks, hits, near: [] };
      }
      return { ...asked, marks, hits: whole, near };
    }

    /** The lists that answer `query`; none where it asks about something of its own. */
    function lists(query) {
      const text = query.slice(0, LONGEST_QUERY).normalize("NFKC");
      const isAsked = ({ k, id }) => k === "t" && (ANSWERS[id]?.every((pattern) => pattern.test(text)) ?? false);
      const found = records.filter(isAsked);
      const said = found.flatMap(({ id }) => ANSWERS[id]);
      const rest = [...said, LAST_YEAR, A_YEAR].reduce((left, pattern) => left.replaceAll(new RegExp(pattern, "g"), " "), text);
      const isOwn = ({ forms: [, folded] }) => !common.has(folded) && !HIRAGANA.test(folded);
      return found.length > 0 && !understand(rest).words.some(isOwn) ? found : [];
    }

    return { records, ask };
  }

  return { searcher, kana, distance };
})();
