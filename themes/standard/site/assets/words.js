// The words of a question: what people ask with, where one word ends and the next begins, which kana
// Latin letters stand for, and how far one word is from another. It must not know the records. A plain script, because
// pages opened from a folder may not load modules.

globalThis.planbookWords = (() => {
  "use strict";

  const { fold } = globalThis.planbookFold;

  // --- the ways of asking ----------------------------------------------------------

  // What people ask with, and what no page needs to have. Add yours here.
  const ASKING = new Set([
    "一番", "何", "誰", "私", "家", "方", "人", "物", "所", "時", "件", "中", "前", "先", "今", "金額", "費用", "お金", "場合", "理由", "自分", "場所", "日",
    "教えて", "知りたい", "大きい", "多い", "少ない", "いくら", "いくつ", "どこ", "なぜ", "なに", "だれ", "うち",
  ].map(fold));

  // Words that nearly every record has: where something else is asked for, they rank but do not narrow.
  const COMMON = new Set([
    "施策", "事業", "計画", "担当", "担当課", "課", "市", "町", "指標", "取組", "予算", "予算額", "年度", "状況", "内容", "対策",
    "方法", "制度", "対応", "予定", "実施", "窓口", "電話", "連絡先", "部署", "何課", "問い合わせ", "電話番号",
  ].map(fold));

  /** A year, which the tables have and the texts may not: it ranks, but does not narrow. */
  const YEAR = /^(?:令和|平成|昭和)?(?:\d+|元)年度?$|^[rhs]\d+(?:年度?)?$/;
  /** One character with its ending, typed by itself: 急に, 古い. */
  const INFLECTED = /^[一-鿿々](?![のをにがはでとへやも])[ぁ-ゖ]{1,2}$|^[一-鿿々]に$/;
  /** The shortest of them, which are words of titles: 出し, 試し. */
  const SHORT = /^[一-鿿々][ぁ-ゖ]$/;
  /** 何人, 何件. */
  const HOW_MANY = /^何.$/;

  /** Words with which people ask for the section in charge. */
  const ASKS_FOR_SECTION = /課|担当|窓口|電話|連絡先|部署|問い?合わ?せ/;

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

  // The worst and the best rating, as people ask for them.
  const WORST = /評価.{0,6}(?:悪い|わるい|低い|最低|最悪|ワースト)|(?:一番|最も|いちばん)?\s*(?:悪い|わるい|低い|最低の?|最悪の?|ワースト)評価の?|成果が?(?:出|上がら|あがら|得ら?れ)(?:なかった|ない|ていない)/;
  const BEST = /評価.{0,6}(?:高い|良い|よい|いい|最高)|(?:一番|最も|いちばん)?\s*(?:高い|良い|よい|いい|最高の?)評価の?/;
  /** Numbers of policies as people type them: 5-2-4, 5ー2ー4, 5の2の4, 5.2.4. */
  const NUMBERS = /(?<![\d.-])(?:\d+(?:\s?[-ー‐−–—―]\s?\d+)+|\d+(?:[のノ.・]\d+){2,})(?![\d-])/g;

  // --- where a word ends --------------------------------------------------------------

  const SEPARATORS = /[\s、。,!！?？「」『』（）()・:：;；/]+/;
  const HIRAGANA = /^[ぁ-ゖー]+$/;
  const KANJI = /[一-鿿々]/;
  const KATAKANA = /[ァ-ヺー]/;
  const LATIN = /[a-z]/;
  const NUMBER = /[0-9]/;
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
   * endings, `isRun` whether a word in katakana stands somewhere by itself, and `isBeginning` whether a
   * compound begins with a piece: 務員 begins none.
   * `stems` are the first characters of the verbs between the words.
   */
  function segment(chunk, { isKnown, isWord, isRun, isBeginning }) {
    const best = [{ cost: 0, at: -1, kind: "" }];
    const reach = (to, cost, at, kind) => {
      if (cost < (best[to]?.cost ?? Infinity)) best[to] = { cost, at, kind };
    };
    const isWithin = (kind, at) => kind.test(chunk[at - 1] ?? "") && kind.test(chunk[at] ?? "");
    /** Whether a number, a word in Latin letters or one in katakana is cut at `from` or `to`. */
    const isCut = (from, to) => [from, to].some((at) => isWithin(LATIN, at) || isWithin(NUMBER, at))
      || isWithin(KATAKANA, from) && isWithin(KATAKANA, to)
      || (isWithin(KATAKANA, from) || isWithin(KATAKANA, to)) && !isRun(chunk.slice(from, to))
      || to - from === 2 && isWithin(KANJI, from) && !isBeginning(chunk.slice(from, to));
    const isBorder = (from, to) => (from === 0 || HIRAGANA.test(chunk[from - 1])) && (to === chunk.length || PARTICLE.test(chunk[to]));
    const price = (from, to) => {
      const piece = chunk.slice(from, to);
      if (to - from === 1) return KANJI.test(piece) && isBorder(from, to) && isKnown(piece) ? SINGLE : Infinity;
      return !isCut(from, to) && (PLAIN.test(piece) || isWord(piece)) && isKnown(piece) ? WORD + OF_CHARACTER * (to - from) : Infinity;
    };
    for (let from = 0; from < chunk.length; from += 1) {
      const cost = best[from]?.cost ?? Infinity;
      const [before, first, second] = [chunk[from - 1] ?? "", chunk[from], chunk[from + 1] ?? ""];
      const torn = KANJI.test(before) && KANJI.test(first) ? TORN : 0;
      for (let to = Math.min(chunk.length, from + LONGEST); to > from; to -= 1) {
        reach(to, cost + torn + price(from, to), from, "word");
      }
      if (HIRAGANA.test(first)) reach(from + 1, cost + ENDING, from, "ending");
      const isStem = KANJI.test(first) && HIRAGANA.test(second);
      reach(from + 1, cost + torn + (isStem ? STEM : UNKNOWN), from, isStem ? "ending" : "unknown");
    }
    const [words, stems, unknown] = [[], [], []];
    for (let to = chunk.length; to > 0; to = best[to].at) {
      const { at, kind } = best[to];
      const piece = chunk.slice(at, to);
      if (kind === "word") words.unshift(piece);
      if (kind === "ending" && KANJI.test(piece)) stems.unshift(piece);
      if (kind === "unknown") {
        // Characters that follow each other are one stretch.
        if (unknown[0]?.at === to) Object.assign(unknown[0], { at, text: piece + unknown[0].text });
        else unknown.unshift({ at, text: piece });
      }
    }
    return { words, stems, unknown: unknown.map(({ text }) => text) };
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

  /** Kana without what Latin letters do not tell: chonaikai for ちょうないかい, zu for づ. */
  const briefly = (text) => text.replace(/ー/g, "").replace(/づ/g, "ず").replace(/ぢ/g, "じ").replace(/(?<=[おこそとのほもよろごぞどぼぽょうくすつぬふむゆるぐずぶぷゅ])う|(?<=[おこそとのほもよろごぞどぼぽょ])お/g, "");

  const MOST_PARTS = 8;
  const LONGEST_READING = 60;
  const hiragana = (text) => text.normalize("NFKC").replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

  /**
   * The compounds in a name with their readings, as pairs, by what the name and its reading have in
   * common: 定住 and ていじゅう of 定住マイホーム and ていじゅうまいほーむ. None where that is not certain.
   */
  function readingsIn(name, reading) {
    const [bare, read] = [name.replace(/事業費?$/, ""), reading.replace(/じぎょうひ?$/, "")];
    const parts = hiragana(bare).replace(/[\s・、「」（）()]/g, "").match(/[一-鿿々]+|[ぁ-ゖー]+|[^一-鿿々ぁ-ゖー]/g) ?? [];
    if (!parts.every((part) => KANJI.test(part) || HIRAGANA.test(part))) return [];
    // More parts would take long to tell apart.
    if (parts.length > MOST_PARTS || read.length > LONGEST_READING) return [];
    const matched = (some) => new RegExp(`^${parts.map((part) => (KANJI.test(part) ? some : part)).join("")}$`).exec(read)?.slice(1);
    const [shortest, longest] = [matched("(.+?)"), matched("(.+)")];
    if (!shortest || shortest.join(" ") !== longest.join(" ")) return [];
    return parts.filter((part) => KANJI.test(part)).map((part, at) => [part, shortest[at]]).filter(([part]) => part.length > 1);
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

  return {
    ASKING, COMMON, YEAR, INFLECTED, SHORT, HOW_MANY, ASKS_FOR_SECTION, LAST_YEAR, A_YEAR, ANSWERS, WORST, BEST, NUMBERS,
    SEPARATORS, HIRAGANA, KANJI, PLAIN, PARTICLE, RUNS, segment, mixedWords, kana, briefly, readingsIn, distance,
  };
})();
