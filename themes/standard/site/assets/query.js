// Understands what is asked in the search box, and ranks the records of the index for it. It must
// not know the page. A plain script, because pages opened from a folder may not load modules.

globalThis.planbookQuery = (() => {
  "use strict";

  const { fold, forms, has, variants } = globalThis.planbookFold;
  const {
    ASKING, COMMON, YEAR, INFLECTED, SHORT, HOW_MANY, ASKS_FOR_SECTION, LAST_YEAR, A_YEAR, ANSWERS, WORST, BEST, NUMBERS,
    SEPARATORS, HIRAGANA, KANJI, PLAIN, PARTICLE, RUNS, segment, mixedWords, kana, briefly, readingsIn, distance,
  } = globalThis.planbookWords;

  /** How much of a query is read, in characters. */
  const LONGEST_QUERY = 120;

  // --- ranking --------------------------------------------------------------------------

  // How much a word counts by where it stands.
  const IN_TITLE = 5;
  const AT_BEGINNING = 2;
  const AROUND = 1.5;
  const IN_BODY = 1;
  /** Of a word that the record has not, one part of it in the title. */
  const IN_PART = 4;
  /** Of a policy, several of whose projects have a word in their names: the sheet is about it. */
  const IN_PROJECTS = IN_TITLE + AT_BEGINNING + 1;
  /** How much more a section counts where one is asked for, and a page of the plan where nothing else is. */
  const APT = 8;
  /** How much a section counts whose name is not asked for: its page has the texts of all its projects. */
  const OF_OFFICE = 0.7;
  /** How much a word of the same meaning counts of what the word itself does. */
  const SAME_MEANING = 0.85;
  /** How much a word counts in the texts of a policy's projects, and in a reading. */
  const BELOW = 0.8;
  const IN_READING = 4;
  /** How much more a word counts for each doubling of its number in a policy's texts. */
  const OFTEN = 0.25;
  /** How much the stem of a verb counts of what a word does. */
  const OF_STEM = 0.5;
  /** The share of the records in which one character is too common to narrow a sentence. */
  const OFTEN_ENOUGH = 0.05;
  /** How much a general word ranks where something else is asked for. */
  const GENERAL = 0.3;
  /** How much a record counts that has the words of a compound apart, where the book has one like it. */
  const APART = 0.5;
  /** How much one character counts within a compound: 本 in 本町. */
  const IN_COMPOUND = 0.3;
  /** How many records that have not all words are shown. */
  const NEAR = 10;
  /** How many hits, the first, are of different pages. */
  const FIRST = 3;
  /** The least share of the words that such a record has, by their weight, unless its title begins with one. */
  const LEAST_SHARE = 0.34;

  /** `text` as a pattern of itself. */
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /** The search over the records of `index`. */
  function searcher(index) {
    const field = (raw) => ({ raw: raw.normalize("NFKC"), forms: forms(raw) });
    const records = index.records.map((record) => ({
      ...record,
      title: field(record.t),
      around: field([record.id, record.w, record.o].filter(Boolean).join(" ")),
      body: field(record.x.join("\n")),
      reading: field(record.y ?? ""),
    }));
    /** The projects of each policy, by its address. */
    const ofPolicy = new Map();
    for (const record of records) {
      const address = record.k === "j" && /^policies\/[^/]+\//.exec(record.r)?.[0];
      if (address) ofPolicy.set(address, [...ofPolicy.get(address) ?? [], record]);
    }
    for (const record of records.filter(({ k }) => k === "p")) {
      record.projects = ofPolicy.get(record.r) ?? [];
      const all = (of) => record.projects.map(of).join("\n");
      record.below = field(all(({ t, x }) => [t, ...x].join("\n")));
      record.reading = field(all(({ y }) => y ?? ""));
    }
    const texts = ({ title, around, body, reading }) => [title, around, body, reading];
    const all = [0, 1].map((n) => records.flatMap(texts).map(({ forms: { [n]: form } }) => form).join("\n"));
    const read = new Map(records.filter(({ y }) => y).flatMap(({ t, y }) => readingsIn(t, y)));
    const groups = [...index.synonyms ?? [], ...read].map((group) => group.map((typed) => ({ typed, folded: fold(typed) })));
    const isThere = (word) => all[0].includes(word) || all[1].includes(word);
    /** The words of the same meaning as a folded word, as the book writes them. */
    const others = (word) => groups.filter((group) => group.some(({ folded }) => folded === word)).flat()
      .filter(({ folded }) => folded !== word).map(({ typed }) => typed);
    const found = new Map();
    const known = (word) => {
      if (!found.has(word)) found.set(word, isThere(word) || others(word).some((other) => isThere(fold(other))));
      return found.get(word);
    };
    /** Words that say nothing here: the general ones, and the book's own, such as the city's name. */
    const silent = new Set([...ASKING, ...(index.common ?? []).map(fold)]);
    /** The ratings that a policy has, the best first. */
    const given = new Set(records.map((record) => record.a).filter(Boolean));
    const ratings = index.ratings?.filter((rating) => given.has(rating)) ?? [...given].sort();
    /** The ratings by what they mean, where that is said of no other: 成果が得られなかった. */
    const meanings = new Map((index.meanings ?? []).map((text, at) => [text.normalize("NFKC").toLowerCase(), index.ratings[at]])
      .filter(([text], _, every) => text.length > 4 && every.filter(([other]) => other === text).length === 1));
    /** The numbers of the policies, by what is the same however they are typed: 5-2-04 is 5-2-4. */
    const numbers = new Map(records.filter(({ k, id }) => k === "p" && /^\d+(?:-\d+)+$/.test(id))
      .map(({ id }) => [id.split("-").map(Number).join("-"), id]));

    const once = (make) => {
      let made;
      return () => made ??= make();
    };
    /** Words with endings: those of titles, of the book's synonyms, and of the ways of writing. */
    const lexicon = once(() => new Set([
      ...records.flatMap(({ title }) => mixedWords(title.raw.toLowerCase())).map(fold),
      ...groups.flat().map(({ folded }) => folded), ...variants,
    ]));
    /** All texts as the book writes them. */
    const raws = once(() => records.flatMap(texts).map(({ raw }) => raw));
    const everything = once(() => raws().join("\n"));
    /** The words in katakana that stand by themselves, folded. */
    const runs = once(() => new Set([...raws(), ...groups.flat().map(({ typed }) => typed)]
      .flatMap((text) => text.match(/[ァ-ヺー]+/g) ?? []).map(fold)));
    /** Every reading that the book gives, in hiragana. */
    const readings = once(() => [
      ...records.map(({ reading: { raw } }) => raw).flatMap((raw) => raw.split("\n")),
      ...groups.flat().map(({ typed }) => typed),
      ...records.flatMap(({ x }) => x.flatMap((text) => text.split("、"))),
      ...records.flatMap(({ t }) => t.match(/[ぁ-ゖー]{3,}/g) ?? []).map((run) => run.replace(/^[のをにがはと]/, "")),
    ].filter((text) => HIRAGANA.test(text)));
    /** The words of titles, with how often they are there. */
    const vocabulary = once(() => {
      const often = new Map();
      const add = (word, times) => often.set(word, (often.get(word) ?? 0) + times);
      for (const { title: { raw } } of records) {
        const title = raw.toLowerCase();
        for (const word of mixedWords(title)) add(word, 1);
        for (const [word] of title.matchAll(RUNS)) add(word, 1);
        // Long compounds consist of words of two and three characters.
        for (const [run] of raw.matchAll(/[一-鿿々]{3,}/g)) {
          for (const size of [2, 3, 4]) {
            for (let at = 0; at + size <= run.length; at += 1) add(run.slice(at, at + size), 0.25);
          }
        }
      }
      return often;
    });

    /** The words of the book that `typed` was perhaps meant to be, the most likely first. */
    function slips(typed) {
      const written = fold(typed);
      const letters = [...written];
      if (letters.length < 2 || HIRAGANA.test(typed)) return [];
      const most = letters.length >= 6 ? 2 : 1;
      const near = [];
      for (const [word, often] of vocabulary()) {
        // What stands within a compound once is hardly a word.
        if (often < (letters.length > 2 ? 0.5 : 1) || word.length < 2 || Math.abs(word.length - letters.length) > most) continue;
        const folded = fold(word);
        const far = distance(written, folded, most);
        if (far > most || far === 0) continue;
        // The first character is seldom the wrong one.
        near.push({ word, far: far + (folded[0] === written[0] ? 0 : 0.5), often });
      }
      near.sort((a, b) => a.far - b.far || b.often - a.often);
      return near.slice(0, 3).map(({ word }) => word);
    }

    /** The kana that the book has for a word in Latin letters; undefined if it has none. */
    function kanaOf(latin) {
      const exact = kana(latin);
      if (exact === undefined) return undefined;
      // Long vowels are often left out: chonaikai.
      const brief = briefly(exact);
      const isLike = (reading) => brief.length > 2 && briefly(reading).startsWith(brief);
      const begin = readings().filter((reading) => reading.startsWith(exact) || isLike(reading)).sort((a, b) => a.length - b.length)[0];
      const length = begin ? [...begin].findIndex((_, at) => briefly(begin.slice(0, at + 1)) === brief) + 1 : 0;
      if (begin === undefined || length === 0) return known(fold(exact)) ? exact : undefined;
      return briefly(begin) === brief ? begin : begin.startsWith(exact) ? exact : begin.slice(0, length);
    }

    /** The words in katakana of which `typed` is the beginnings: ファミサポ of ファミリー・サポート. */
    function longOf(typed) {
      // Two times two beats, of which a small kana is none of its own.
      const beats = /^[ァ-ヺー]+$/.test(typed) ? typed.match(/[ァ-ヺー][ァィゥェォャュョ]?/g) : [];
      if (beats.length !== 4) return undefined;
      const [one, other] = [beats.slice(0, 2).join(""), beats.slice(2).join("")];
      return new RegExp(`(?<![ァ-ヺー])${one}[ァ-ヺー]+・?${other}[ァ-ヺー]+`).exec(everything())?.[0];
    }

    /** The compound of two words of which the two characters `typed` are the first: 英検 of 英語検定. */
    function compoundOf([one, other]) {
      return new RegExp(`${one}[一-鿿々]${other}[一-鿿々]`).exec(everything())?.[0];
    }

    /** The rating that `text` asks for, and the text without it. */
    function ratingIn(text) {
      let rating;
      const take = (value) => (whole) => {
        rating ??= value;
        return value === undefined ? whole : " ";
      };
      const lettered = text.replace(/評価\s*(?:が|は|の)?\s*([a-z])(?![a-z])|(?<![a-z])([a-z])(?:ランク|判定|(?:ランク|判定)?の?評価)の?/, (whole, after, before) =>
        take(ratings.find((id) => id.toLowerCase() === (after ?? before)))(whole));
      const meant = [...meanings.keys()].find((meaning) => lettered.includes(meaning));
      const said = meant === undefined ? lettered : lettered.replace(meant, take(meanings.get(meant)));
      const rest = said.replace(WORST, take(ratings.at(-1))).replace(BEST, take(ratings[0]));
      return { rating, rest };
    }

    /** What `query` asks for: words in their forms, a rating, a section, what is unknown, and what that may mean. */
    function understand(query) {
      const { rating, rest } = ratingIn(query.slice(0, LONGEST_QUERY).normalize("NFKC").toLowerCase());
      const asked = { words: [], phrases: [], stems: [], rating, section: ASKS_FOR_SECTION.test(rest), unknown: [], meant: [], instead: [] };
      const numbered = rest.replace(NUMBERS, (typed) => numbers.get(typed.match(/\d+/g).map(Number).join("-")) ?? typed);
      const isKnown = (piece) => known(fold(piece));
      const isWord = (piece) => lexicon().has(fold(piece));
      const isReading = (piece) => piece.length > 3 && HIRAGANA.test(piece) && readings().some((reading) => reading.startsWith(piece));
      const isRun = (piece) => runs().has(fold(piece));
      const isBeginning = (piece) => new RegExp(`(?<![一-鿿々])${escaped(piece)}`).test(all[0]) || lexicon().has(fold(piece));
      const wordsOf = (typed) => {
        const usual = segment(typed, { isKnown, isWord, isRun, isBeginning });
        return usual.words.length > 0 ? usual : segment(typed, { isKnown, isWord: isReading, isRun, isBeginning });
      };
      // What is written with a point in between is one word where the book has it: コミュニティ・スクール.
      const joined = numbered.replace(/[ァ-ヺー]+(?:・[ァ-ヺー]+)+/g, (typed) => isKnown(typed) ? typed.replaceAll("・", "") : typed);
      const inFull = joined.replace(/(?<![一-鿿々])[一-鿿々]{2}(?![一-鿿々])/g, (typed) => isKnown(typed) ? typed : compoundOf(typed) ?? typed);
      const chunks = inFull.split(SEPARATORS).filter(Boolean);
      for (const typed of chunks) {
        const [flat, folded] = forms(typed);
        const isWhole = PLAIN.test(typed) || isWord(typed) || typed.length < 4 || !PARTICLE.test(typed.slice(1, -1));
        if (chunks.length > 1 && INFLECTED.test(typed) && !isWord(typed)) {
          asked.stems.push(typed[0]);
          continue;
        }
        if (isWhole && (known(folded) || isThere(flat))) {
          asked.words.push({ ...word(typed), isLoose: YEAR.test(typed) });
          continue;
        }
        const whole = /^[a-z]{3,}$/.test(typed) ? kanaOf(typed) : longOf(typed);
        const cut = whole !== undefined
          ? { words: [whole], stems: [], unknown: [] }
          : wordsOf(typed);
        // A short word in katakana that is not wholly known is another word: バスケ is not バス.
        const isOther = /^[ァ-ヺー]{3,4}$/.test(typed) && cut.words.join("").length < typed.length;
        const { words, stems, unknown } = isOther && whole === undefined ? { words: [], stems: [], unknown: [typed] } : cut;
        // One character within a sentence ranks, but does not narrow: 子 of 不登校の子.
        const isLoose = (piece, count) => YEAR.test(piece) || words.length > 1 && (SHORT.test(piece) || piece.length === 1 && count > records.length * OFTEN_ENOUGH);
        asked.words.push(...words.map(word).map((it, n) => ({ ...it, isLoose: isLoose(words[n], it.count) })));
        asked.stems.push(...stems);
        if (isThere(folded)) asked.phrases.push(word(typed));
        if (words.length === 0) {
          asked.unknown.push(typed);
          const near = slips(typed);
          const parts = typed.match(RUNS) ?? [];
          asked.meant.push(...(near.length > 0 ? near : parts.flatMap((part) => slips(part))));
        } else {
          for (const text of unknown.filter((text) => text.length > 1 && !HOW_MANY.test(text))) {
            asked.unknown.push(text);
            asked.meant.push(...slips(text));
          }
          // A compound of known words that the book has not, and one like it: 特定検診, 特定健診.
          const compounds = (typed.match(/[一-鿿々]{4,}/g) ?? []).filter((compound) => !isThere(fold(compound)));
          const meant = compounds.flatMap((compound) => slips(compound)
            .filter((slip) => slip.length === compound.length && distance(fold(compound), fold(slip), 1) === 1).slice(0, 1));
          asked.instead.push(...meant.map(word));
          asked.meant.push(...meant);
        }
      }
      // A word that is found nowhere as a word of its own narrows nothing.
      asked.unknown.push(...asked.words.filter(({ count }) => count === 0).map(({ forms: [flat] }) => flat));
      // Nor does one digit or letter beside what is unknown.
      const isTrivial = ({ forms: [flat] }) => asked.unknown.length > 0 && /^[a-z0-9]$/.test(flat);
      asked.words = asked.words.filter((it) => it.count > 0 && !isTrivial(it));
      const seen = new Set();
      const isAsking = ({ forms: [, folded] }) => silent.has(folded) || HOW_MANY.test(folded);
      let own = asked.words.filter((it) => !isAsking(it) && !COMMON.has(it.forms[1]));
      // Years and single characters narrow where nothing else does.
      if (own.every(({ isLoose }) => isLoose)) own = own.map((it) => ({ ...it, isLoose: false }));
      asked.isGeneral = own.length === 0 && asked.words.length > 0;
      if (own.length > 0 || asked.rating !== undefined) {
        const general = asked.words.filter((it) => !isAsking(it) && COMMON.has(it.forms[1]));
        asked.words = [...own, ...general.map((it) => ({ ...it, isLoose: true, weight: GENERAL * it.weight }))];
      }
      asked.words = asked.words.filter(({ forms: [, folded] }) => !seen.has(folded) && seen.add(folded));
      return asked;
    }

    /** What a long compound consists of, and which share of it that is, the largest first. */
    function partsOf(compound) {
      const ends = [compound.slice(0, 2), compound.slice(-2)].map((text) => ({ text, share: 0.5 }));
      // The longest beginning that a title has: 新函館北斗駅 of 新函館北斗駅前.
      for (let length = compound.length - 1; length > 3; length -= 1) {
        const text = compound.slice(0, length);
        if (records.some(({ title }) => title.forms[1].includes(text))) return [{ text, share: length / compound.length }, ...ends];
      }
      return ends;
    }

    /** A word to look for: its forms, those of its meaning, and how rare it is. */
    function word(typed) {
      const own = writing(typed);
      const folded = own.forms[1];
      const parts = /^[一-鿿々]{3,}$/.test(folded) ? partsOf(folded) : [];
      const alone = KANJI.test(typed) && typed.length === 1 ? new RegExp(`(?<![一-鿿々])${typed}(?![一-鿿々])`) : undefined;
      const sought = { ...own, others: others(folded).map(writing), parts, alone };
      sought.count = records.filter((record) => texts(record).some((text) => weightIn(text, sought) > 0)).length;
      sought.weight = Math.log(1 + records.length / (1 + sought.count));
      return sought;
    }

    /** The forms of a word, and how to tell whether a short one in kana is a word of its own: クマ is not in 近くまで. */
    function writing(typed) {
      const text = typed.normalize("NFKC");
      // 道の駅 is not in 鉄道の駅.
      if (/^[一-鿿々]の[一-鿿々]/.test(text)) return { forms: forms(typed), whole: new RegExp(`(?<![一-鿿々])${escaped(text)}`) };
      if (!/^(?:[ァ-ヶー]{1,3}|[ぁ-ゖー]{1,2})$/.test(text)) return { forms: forms(typed), isNumber: /^[0-9]/.test(text) };
      const [flat] = forms(typed);
      const katakana = flat.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
      const before = flat.length < 3 ? "ぁ-んー一-鿿" : "ぁ-んー";
      return { forms: forms(typed), whole: new RegExp(`(?<![ァ-ヺー])${katakana}|(?<![${before}])${flat}(?=$|[^ぁ-ん]|[のをにがはでとへやも])`) };
    }

    /** Whether a text has a word; a number is not found within another: 0歳 in 40歳. */
    const isIn = ({ raw, forms: text }, { forms: own, whole, isNumber }) =>
      has(text, own) && (!whole || whole.test(raw)) && (!isNumber || own.some((form, n) => new RegExp(`(?<![0-9])${escaped(form)}`).test(text[n])));

    /** How well `text` has a word: 1 for itself, less for one of its meaning, 0 for none. */
    function weightIn(text, sought) {
      if (isIn(text, sought)) return sought.alone && !sought.alone.test(text.raw) ? IN_COMPOUND : 1;
      return sought.others.some((other) => isIn(text, other)) ? SAME_MEANING : 0;
    }

    /** How much more a text counts that has a word often. */
    function oftenIn(text, { forms: [, own], others: same }) {
      const times = [own, ...same.map(({ forms: [, other] }) => other)].map((form) => text.split(form).length - 1);
      return 1 + OFTEN * Math.log2(Math.max(1, ...times));
    }

    /** How well `record` has a word outside of its title. */
    function besides(record, sought) {
      const reading = sought.forms[0].length > 2 && HIRAGANA.test(sought.forms[0]) ? IN_READING * weightIn(record.reading, sought) : 0;
      const around = AROUND * weightIn(record.around, sought);
      const body = IN_BODY * weightIn(record.body, sought);
      const below = record.below ? BELOW * weightIn(record.below, sought) : 0;
      const isWhole = record.below || record.k === "s";
      const often = isWhole && body + below > 0 ? oftenIn(`${record.body.forms[1]}\n${record.below?.forms[1] ?? ""}`, sought) : 1;
      return Math.max(reading, around, body * often, below * often);
    }

    /** How well `record` has what is asked for: a score, and which share of the words' weight it has. */
    function rate(record, words, { phrases, stems }) {
      let [score, held, whole, isTitled] = [0, 0, 0, false];
      for (const phrase of phrases) {
        const inTitle = weightIn(record.title, phrase) > 0;
        score += phrase.weight * (inTitle ? IN_TITLE : IN_BODY * weightIn(record.body, phrase));
      }
      for (const sought of words) {
        if (!sought.isLoose) whole += sought.weight;
        const title = record.title.forms[1];
        const inTitle = weightIn(record.title, sought);
        const isAbout = (record.projects ?? []).filter((project) => isIn(project.title, sought)).length > 1;
        const begins = [sought, ...sought.others].some(({ forms: [, form] }) => title.startsWith(form));
        const place = isAbout ? IN_PROJECTS : inTitle > 0
          ? inTitle * (IN_TITLE + (begins ? AT_BEGINNING : 0) + 2 * sought.forms[1].length / title.length)
          : besides(record, sought);
        isTitled ||= inTitle > 0 && begins && !sought.isLoose;
        const part = place === 0 ? sought.parts.find(({ text }) => title.includes(text))?.share ?? 0 : 0;
        if (!sought.isLoose) held += sought.weight * (place > 0 ? 1 : part);
        score += sought.weight * (place + IN_PART * part);
      }
      for (const { has: isHere, weight } of stems) if (isHere(record)) score += weight;
      return { score: score + (record.k === "p" ? 0.25 : 0), share: whole > 0 ? held / whole : 1, isTitled };
    }

    /** The stem of a verb, which ranks but does not narrow: 貸 of 貸したい. */
    function stem(character) {
      const pattern = new RegExp(`${character}[ぁ-ん]`);
      const has = (record) => [...texts(record), ...(record.below ? [record.below] : [])].some(({ raw }) => pattern.test(raw));
      const count = records.filter(has).length;
      return { has, weight: OF_STEM * Math.log(1 + records.length / (1 + count)) };
    }

    /**
     * The records for `query`, the best first: those that have all its words, and where these are
     * few, those that have many, or whose title begins with one (`near`). A query without words has all records.
     */
    function ask(query) {
      const asked = understand(query);
      const meant = asked.words.length === 0 && asked.meant.length > 0;
      const words = meant ? asked.meant.map(word) : asked.words;
      const hints = { phrases: asked.phrases, stems: [...new Set(asked.stems)].map(stem) };
      const isRated = (record) => asked.rating === undefined || record.a === asked.rating;
      const nothing = words.length === 0 && asked.rating === undefined && query.trim() !== "";
      const rated = nothing ? [] : records.filter(isRated).map((record) => {
        const own = rate(record, words, hints);
        const other = asked.instead.length > 0 ? rate(record, asked.instead, hints) : undefined;
        const { score, share, isTitled } = other?.share > 0.999 ? other : { ...own, score: own.score * (other ? APART : 1) };
        const isApt = asked.section && record.k === "s" || asked.isGeneral && record.k === "t";
        const isOffice = record.k === "s" && !isTitled;
        return { record, share, isTitled, score: isApt ? score * APT : isOffice ? score * OF_OFFICE : score };
      });
      rated.sort((a, b) => b.score - a.score);
      const whole = meant ? [] : rated.filter(({ share }) => share > 0.999);
      const isNear = ({ share, isTitled }) => (meant ? share > 0 : share <= 0.999 && (isTitled || share >= LEAST_SHARE));
      const near = whole.length < 3
        ? rated.filter(isNear).sort((a, b) => b.score * b.share ** 1.5 - a.score * a.share ** 1.5).slice(0, NEAR)
        : [];
      const marks = [...words, ...asked.instead].flatMap((sought) => [sought, ...sought.others]).map(({ forms: mark }) => mark);
      const answers = lists(query);
      if (answers.length > 0) {
        const rest = whole.map(({ record }) => record).filter((record) => !answers.includes(record));
        const hits = [...answers, ...rest].map((record) => ({ record, share: 1 }));
        return { ...asked, unknown: [], meant: [], marks, hits, near: [] };
      }
      return { ...asked, marks, hits: spread(whole), near: spread(near) };
    }

    /** The same hits, the first of which lead to different pages, as a sheet and its projects are on one. */
    function spread(hits) {
      const pages = new Set();
      const first = [];
      for (const hit of hits) {
        const page = hit.record.r.replace(/#.*/, "");
        if (first.length === FIRST) break;
        if (!pages.has(page)) first.push(hit);
        pages.add(page);
      }
      return [...first, ...hits.filter((hit) => !first.includes(hit))];
    }

    /** The lists that answer `query`; none where it asks about something of its own. */
    function lists(query) {
      const text = query.slice(0, LONGEST_QUERY).normalize("NFKC");
      const isAsked = ({ k, id }) => k === "t" && (ANSWERS[id]?.every((pattern) => pattern.test(text)) ?? false);
      const answering = records.filter(isAsked);
      const said = answering.flatMap(({ id }) => ANSWERS[id]);
      const rest = [...said, LAST_YEAR, A_YEAR].reduce((left, pattern) => left.replaceAll(new RegExp(pattern, "g"), " "), text);
      const isOwn = ({ forms: [, folded] }) => !silent.has(folded) && !COMMON.has(folded) && !HIRAGANA.test(folded);
      return answering.length > 0 && !understand(rest).words.some(isOwn) ? answering : [];
    }

    return { records, ask };
  }

  return { searcher, kana, distance };
})();
