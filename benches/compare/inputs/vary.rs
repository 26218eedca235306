//! Varies Japanese text: other numbers, other places, sentences in another order. The same
//! seed gives the same text.

/// Where the copies of the sample's policies lie, with the readings of the names.
const NAMES: [(&str, &str); 25] = [
    ("昭和", "しょうわ"),
    ("朝日", "あさひ"),
    ("若葉", "わかば"),
    ("緑町", "みどりまち"),
    ("本郷", "ほんごう"),
    ("千代田", "ちよだ"),
    ("栄町", "さかえまち"),
    ("旭", "あさひ"),
    ("桜台", "さくらだい"),
    ("松風", "まつかぜ"),
    ("泉", "いずみ"),
    ("青葉", "あおば"),
    ("大和", "やまと"),
    ("宮前", "みやまえ"),
    ("新富", "しんとみ"),
    ("高砂", "たかさご"),
    ("常盤", "ときわ"),
    ("美園", "みその"),
    ("花園", "はなぞの"),
    ("幸町", "さいわいちょう"),
    ("富岡", "とみおか"),
    ("稲穂", "いなほ"),
    ("曙", "あけぼの"),
    ("春日", "かすが"),
    ("相生", "あいおい"),
];
const SIDES: [(&str, &str); 4] =
    [("東", "ひがし"), ("西", "にし"), ("南", "みなみ"), ("北", "きた")];

/// How many districts there are.
pub const DISTRICTS: usize = NAMES.len() * SIDES.len();

/// Places that the sample's texts name.
const PLACES: [&str; 10] =
    ["七重浜", "茂辺地", "石別", "上磯", "久根別", "清川", "向野", "当別", "本町", "東前"];

/// The `n`th district: its side and its name, each with its reading.
fn parts(n: usize) -> [(&'static str, &'static str); 2] {
    [SIDES[n / NAMES.len() % SIDES.len()], NAMES[n % NAMES.len()]]
}

/// The name of the `n`th district.
pub fn district(n: usize) -> String {
    parts(n).map(|(name, _)| name).concat()
}

/// How the name of the `n`th district is read.
pub fn district_kana(n: usize) -> String {
    parts(n).map(|(_, kana)| kana).concat()
}

/// Numbers that look random and are always the same (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for what `name` names in the `copy`th copy.
    pub fn new(seed: u64, copy: usize, name: &str) -> Self {
        let hash = name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash.wrapping_add((copy as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A factor of 60 to 150 per cent.
    pub fn percent(&mut self) -> u64 {
        60 + self.next() % 91
    }
}

/// A line of words with other numbers and places.
pub fn words(line: &str, dice: &mut Dice) -> String {
    let mut text = line.to_owned();
    for place in PLACES {
        if text.contains(place) {
            text = text.replace(place, &district(dice.below(DISTRICTS)));
        }
    }
    numbers(&text, dice)
}

/// The same with the sentences of each paragraph in another order.
pub fn paragraph(line: &str, dice: &mut Dice) -> String {
    let line = words(line, dice);
    let plain = line.chars().next().is_some_and(|c| !c.is_ascii()) && !line.contains("**");
    if !plain {
        return line;
    }
    let mut sentences = sentences(&line);
    for last in (1..sentences.len()).rev() {
        sentences.swap(last, dice.below(last + 1));
    }
    sentences.concat()
}

/// The sentences of a paragraph; what stands in brackets is not taken apart.
pub fn sentences(text: &str) -> Vec<&str> {
    let (mut out, mut begin, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in text.char_indices() {
        match c {
            '「' | '『' | '（' | '[' | '(' => depth += 1,
            '」' | '』' | '）' | ']' | ')' => depth -= 1,
            '。' if depth == 0 => {
                let end = at + c.len_utf8();
                out.push(&text[begin..end]);
                begin = end;
            }
            _ => {}
        }
    }
    if begin < text.len() {
        out.push(&text[begin..]);
    }
    out
}

/// Numbers of three digits and more change, years and what stands in a link do not.
fn numbers(text: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || c == '[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = if from.starts_with('[') {
            from.find(')').map_or(from.len(), |end| end + 1)
        } else {
            from.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(from.len())
        };
        let (token, after) = from.split_at(end);
        let number: String = token.chars().filter(|c| *c != ',').collect();
        let named = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        match number.parse::<u64>() {
            Ok(value) if value >= 100 && !named && !after.starts_with(['年', '-', '円']) => {
                let other = (value * dice.percent() / 100).max(100);
                out.push_str(&if token.contains(',') { grouped(other) } else { other.to_string() });
            }
            _ => out.push_str(token),
        }
        rest = after;
    }
    out + rest
}

/// With a comma after every third digit.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
