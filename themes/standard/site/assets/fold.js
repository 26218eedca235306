// Folds Japanese text, so that what is meant alike is found alike: width, case, hiragana
// and katakana, signs within words and numbers, years, and ways of writing. It must not know the page. A plain script, because
// pages opened from a folder may not load modules.

globalThis.planbookFold = (() => {
  "use strict";

  // The ways of writing that mean the same: what they become, and what becomes it, all in
  // hiragana and lower case. Add yours here.
  const VARIANTS = [
    ["こども", ["子ども", "子供", "小供"]],
    ["障がい", ["障害", "障碍"]],
    ["か所", ["箇所", "ゖ所", "ゕ所", "け所", "個所"]],
    ["か月", ["箇月", "ゖ月", "ゕ月", "け月", "ヶ月"]],
    ["か年", ["箇年", "ゖ年", "ゕ年", "け年"]],
    ["か国", ["箇国", "ゖ国", "ゕ国", "け国"]],
    ["まちづくり", ["街づくり", "町づくり", "まち作り", "街作り", "町作り"]],
    ["取組", ["取り組み", "取組み", "とりくみ"]],
    ["取組", ["取り組"]],
    ["手続", ["手続き"]],
    ["申込", ["申し込み", "申込み"]],
    ["受入", ["受け入れ", "受入れ"]],
    ["引継", ["引き継ぎ", "引継ぎ"]],
    ["見守", ["見守り", "みまもり"]],
    ["ひとり親", ["一人親"]],
    ["ひとり暮らし", ["一人暮らし", "独り暮らし"]],
    ["ごみ", ["塵芥"]],
    ["1人", ["一人"]], ["1台", ["一台"]],
    ["てぃ", ["てぃー"]], ["ば", ["ゔぁ"]], ["び", ["ゔぃ"]], ["べ", ["ゔぇ"]], ["ぼ", ["ゔぉ"]], ["ぶ", ["ゔ"]],
    ["高", ["髙"]], ["崎", ["﨑", "嵜"]], ["辺", ["邊", "邉"]], ["斎", ["齋", "斉", "齊"]],
    ["沢", ["澤"]], ["浜", ["濱", "濵"]], ["島", ["嶋", "嶌"]], ["桜", ["櫻"]], ["広", ["廣"]],
    // Readings that people type without converting them.
    ["子育て", ["こそだて"]], ["支援", ["しえん"]], ["高齢", ["こうれい"]], ["福祉", ["ふくし"]],
    ["介護", ["かいご"]], ["保育", ["ほいく"]], ["医療", ["いりょう"]], ["健診", ["けんしん"]],
    ["防災", ["ぼうさい"]], ["教育", ["きょういく"]], ["学校", ["がっこう"]], ["給食", ["きゅうしょく"]],
    ["図書館", ["としょかん"]], ["公園", ["こうえん"]], ["道路", ["どうろ"]], ["除雪", ["じょせつ"]],
    ["水道", ["すいどう"]], ["交通", ["こうつう"]], ["観光", ["かんこう"]], ["農業", ["のうぎょう"]],
    ["漁業", ["ぎょぎょう"]], ["新幹線", ["しんかんせん"]], ["障がい", ["しょうがい"]],
    ["令和1年", ["令和元年", "平成31年"]], ["平成1年", ["平成元年"]],
    ["-", ["‐", "‑", "‒", "–", "—", "―", "−"]],
    ["~", ["〜"]],
  ];

  const KATAKANA = /[\u30a1-\u30f6]/g;
  const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

  // What stands for one character to a reader: with its voicing marks and selectors.
  const CLUSTERS = /[\s\S][\u3099\u309a\uff9e\uff9f\p{M}]*/gu;

  const target = new Map(VARIANTS.flatMap(([to, from]) => from.map((f) => [f, to])));
  const longestFirst = [...target.keys()].sort((a, b) => b.length - a.length);
  const variants = new RegExp(longestFirst.join("|"), "g");

  const plain = (text) => text
    .replace(SELECTORS, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(KATAKANA, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

  // Signs within a word or a number, which people leave out or type by another key.
  const SIGNS = /[・,ー]/g;
  const DIGIT = /[0-9]/;
  const JAPANESE = /[ぁ-ゟァ-ヿ㐀-鿿々]/;

  /** What a sign at `at` becomes: nothing, a hyphen, or what it is. */
  function sign(flat, at) {
    const between = (kind) => kind.test(flat[at - 1] ?? "") && kind.test(flat[at + 1] ?? flat[at - 1] ?? "");
    if (flat[at] === "・") return between(JAPANESE) ? "" : "・";
    if (!between(DIGIT)) return flat[at];
    return flat[at] === "ー" ? "-" : "";
  }

  const signed = (flat) => flat.replace(SIGNS, (found, at) => sign(flat, at));

  // R6, R6年度: the sheets and the pages write the same year in both ways.
  const ERAS = { r: "令和", h: "平成", s: "昭和" };
  const YEARS = /(^|[^a-z0-9])([rhs])([0-9]{1,2})(?:年度)?(?![a-z0-9])/g;
  const year = (letter, number) => `${ERAS[letter]}${number}年度`;

  // 2024年: the years of the common era are those of the sheets, too.
  const COMMON_ERA = /(?<![0-9])(19[3-9][0-9]|20[0-9]{2})年/g;
  const BEGINNINGS = [["令和", 2019], ["平成", 1989], ["昭和", 1926]];
  const eraYear = (number) => {
    const [era, first] = BEGINNINGS.find(([, first]) => number >= first);
    return `${era}${number - first + 1}年`;
  };

  const unified = (flat) => flat
    .replace(variants, (found) => target.get(found))
    .replace(YEARS, (_, before, letter, number) => before + year(letter, number))
    .replace(COMMON_ERA, (_, number) => eraYear(Number(number)));

  /** The folded text. */
  const fold = (text) => unified(signed(plain(text)));

  /**
   * The text as it is looked through: without and with its variants made one, so that a word
   * is found also while it is half typed (子ど, before it is 子ども and so こども).
   */
  function forms(text) {
    const flat = signed(plain(text));
    return [flat, unified(flat)];
  }

  /** Whether a text, in its forms, has a word, in its forms. */
  const has = (text, word) => text[0].includes(word[0]) || text[1].includes(word[1]);

  /**
   * A form with what `pattern` finds rewritten: `to` gives what each becomes, and how many
   * characters of its beginning stay as they are.
   */
  function rewritten(form, pattern, to) {
    const made = { text: "", starts: [], ends: [] };
    let at = 0;
    const copy = (until) => {
      made.text += form.text.slice(at, until);
      made.starts.push(...form.starts.slice(at, until));
      made.ends.push(...form.ends.slice(at, until));
      at = until;
    };
    for (const found of form.text.matchAll(pattern)) {
      const [words, kept] = to(found);
      copy(found.index + kept);
      const from = at;
      at = found.index + found[0].length;
      made.text += words;
      for (let i = 0; i < words.length; i++) {
        made.starts.push(form.starts[from]);
        made.ends.push(form.ends[at - 1]);
      }
    }
    copy(form.text.length);
    return made;
  }

  /** Where in `text` each character of its forms begins and ends. */
  function places(text) {
    const flat = { text: "", starts: [], ends: [] };
    for (const cluster of text.matchAll(CLUSTERS)) {
      const folded = plain(cluster[0]);
      flat.text += folded;
      for (let i = 0; i < folded.length; i++) {
        flat.starts.push(cluster.index);
        flat.ends.push(cluster.index + cluster[0].length);
      }
    }
    const first = rewritten(flat, SIGNS, ({ index }) => [sign(flat.text, index), 0]);
    const same = rewritten(first, variants, (found) => [target.get(found[0]), 0]);
    const years = rewritten(same, YEARS, ([, before, letter, number]) => [year(letter, number), before.length]);
    return [first, rewritten(years, COMMON_ERA, ([, number]) => [eraYear(Number(number)), 0])];
  }

  /** From where to where `text` has a word, in its forms; in order, without overlaps. */
  function spans(text, wanted) {
    const found = [];
    places(text).forEach((form, which) => {
      for (const { [which]: word } of wanted) {
        let at = form.text.indexOf(word);
        for (; at >= 0; at = form.text.indexOf(word, at + word.length)) {
          found.push([form.starts[at], form.ends[at + word.length - 1]]);
        }
      }
    });
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const apart = [];
    for (const [start, end] of found) {
      const last = apart.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else apart.push([start, end]);
    }
    return apart;
  }

  /** All ways of writing, folded. */
  const variantsOf = VARIANTS.flatMap(([to, from]) => [to, ...from]).filter((form) => form.length > 1).map((form) => fold(form));

  /** The words of a query, in their forms. */
  function words(query) {
    const typed = plain(query).split(/\s+/).filter(Boolean);
    return [...new Set(typed)].map(forms);
  }

  return { fold, forms, has, places, spans, words, variants: variantsOf };
})();
