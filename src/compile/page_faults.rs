//! Findings about faults on finished pages, with their place in the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Text};
use crate::layout::{PageMap, roman};
use crate::model::{Book, Numbered, PartKind, PolicyId};
use crate::parse::{TypeArea, is_printed};
use crate::render::print::{FaultKind, FinishedPdf, LayoutFault, Margins, Rules};
use crate::source::Sources;
use crate::span::Span;
use crate::text;

const OUT_OF_PLACE: Code = Code("PB0505");
const OTHER_FONT: Code = Code("PB0506");

/// Largest roman page number that is recognized.
const FRONT_PAGES: usize = 400;

/// Maximum length of text quoted in a finding, in characters.
const QUOTED: usize = 30;

/// Minimum length of text that is searched for first, in characters. Shorter text has many
/// matches.
const LONG: usize = 4;

/// Maximum number of faults of a part that are searched for in the sources.
const SEARCHED: usize = 20;

/// Inspects the finished pages of a book.
pub(super) struct PageInspector<'a> {
    /// The book.
    pub book: &'a Book,
    /// The files that the book was read from.
    pub sources: &'a Sources,
    /// The type area of the theme.
    pub area: &'a TypeArea,
    /// The PostScript names of the theme's fonts.
    pub fonts: &'a BTreeSet<String>,
    /// Whether faults are only warnings, because every page is marked as not final.
    pub relaxed: bool,
}

/// The policy or part that a page belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PageOwner {
    Policy(PolicyId),
    Part(String),
    None,
}

impl PageInspector<'_> {
    /// The findings about `pdf`, which has the page numbers `printed` and the page map `page_map`:
    /// for each part or policy one of each kind, with the number of faults.
    pub fn findings(
        &self,
        pdf: &FinishedPdf,
        printed: &[String],
        page_map: &PageMap,
    ) -> Vec<Diagnostic> {
        let kinds = self.kinds(page_map, pdf.pages());
        let margins = |page: usize| self.margins(page, printed, &kinds);
        let faults = pdf.faults(&Rules { margins: &margins, fonts: self.fonts });
        let mut groups: BTreeMap<(PageOwner, Code), Vec<LayoutFault>> = BTreeMap::new();
        for fault in faults {
            let code =
                if matches!(fault.kind, FaultKind::Font(_)) { OTHER_FONT } else { OUT_OF_PLACE };
            groups.entry((owner(fault.page, page_map), code)).or_default().push(fault);
        }
        let mut found: Vec<(usize, Diagnostic)> = groups
            .into_iter()
            .map(|((owner, code), faults)| {
                (faults[0].page, self.finding(&owner, code, faults, printed))
            })
            .collect();
        found.sort_by_key(|(page, _)| *page);
        found.into_iter().map(|(_, finding)| finding).collect()
    }

    /// The kind of part that each page belongs to, if known.
    fn kinds(&self, page_map: &PageMap, pages: usize) -> Vec<Option<PartKind>> {
        let mut kinds = vec![None; pages];
        for part in &self.book.plan.book.parts {
            if let Some(range) = page_map.parts.get(&part.id.value) {
                let first = range.pdf_page - 1;
                let last = (first + range.count).min(pages);
                kinds[first.min(last)..last].fill(Some(part.kind));
            }
        }
        kinds
    }

    fn margins(&self, page: usize, printed: &[String], kinds: &[Option<PartKind>]) -> Margins {
        let area = self.area;
        if kinds[page].is_some_and(|kind| area.whole_page.contains(&kind)) {
            return Margins::printer();
        }
        let (inside, outside) = (f32::from(area.inside), f32::from(area.outside));
        let (left, right) =
            if is_right_hand(page, printed) { (inside, outside) } else { (outside, inside) };
        Margins { left, right, top: f32::from(area.top), bottom: f32::from(area.bottom) }
    }

    fn finding(
        &self,
        owner: &PageOwner,
        code: Code,
        faults: Vec<LayoutFault>,
        printed: &[String],
    ) -> Diagnostic {
        // The finding shows the first fault whose text is found in the sources. Long text is
        // searched for first, as short text matches anywhere.
        let long = |text: &str| text.chars().count() >= LONG;
        let place = |wanted: bool| {
            let mut faults = faults.iter().enumerate().take(SEARCHED);
            faults.find_map(|(at, fault)| {
                let span = (long(&fault.text) == wanted).then(|| self.place(owner, &fault.text));
                Some((at, span??))
            })
        };
        let (at, span) =
            place(true).or_else(|| place(false)).unwrap_or_else(|| (0, self.beginning(owner)));
        let fault = &faults[at];
        let (sheet, quote) = (fault.page + 1, quoted(&fault.text));
        let page = printed.get(fault.page).map_or("", String::as_str);
        let Text { ja: of, en: of_en } = self.name(owner);
        let location = text!(
            "{of}、冊子{page}ページ（PDFの{sheet}枚目）",
            "{of_en}, page {page} (sheet {sheet} of the PDF)"
        );
        let Text { ja, en } = location;
        let message = match &fault.kind {
            FaultKind::Outside => text!(
                "文字「{quote}」が版面（紙面の決められた範囲）からはみ出しています：{ja}",
                "the text `{quote}` leaves the type area: {en}"
            ),
            FaultKind::Clipped => text!(
                "文字「{quote}」が枠で切れています：{ja}",
                "the text `{quote}` is cut by its frame: {en}"
            ),
            FaultKind::Overlap(other) => {
                let other = quoted(other);
                text!(
                    "文字「{quote}」が文字「{other}」に重なっています：{ja}",
                    "the text `{quote}` lies over the text `{other}`: {en}"
                )
            }
            FaultKind::Font(font) => text!(
                "文字「{quote}」が、テーマにない書体「{font}」で組まれました：{ja}",
                "the text `{quote}` is drawn with the font {font}, which is not the theme's: {en}"
            ),
        };
        let severity = if self.relaxed { Diagnostic::warning } else { Diagnostic::error };
        let diagnostic = severity(code, message).at(span);
        let diagnostic = match faults.len() - 1 {
            0 => diagnostic,
            more => diagnostic.hint(text!(
                "同じ部分に、ほかにも{more}か所あります",
                "there are {more} more in the same part"
            )),
        };
        diagnostic.hint(if code == OTHER_FONT {
            text!(
                "ほかの字に書き替えるか、テーマの theme.yaml の fonts に、その字のある書体を足してください",
                "write other characters, or add a font that has them to `fonts` in the theme's theme.yaml"
            )
        } else {
            text!(
                "表の列や行、箇条書き、長い語や名前を、分けるか短くすると収まります。原稿に心当たりがないときは、テーマ（themes/ の中の pdf/）を直します。--relax を付けて作ると、その紙面を見られます",
                "it fits when tables, lists, long words or names are split or shortened; where the text is not the reason, the theme's pdf/ is to be mended; --relax makes the pages as they are, to look at"
            )
        })
    }

    fn name(&self, owner: &PageOwner) -> Text {
        match owner {
            PageOwner::Policy(id) => {
                let policy = self.book.policy(*id);
                let title = policy.map_or("", |policy| &policy.title);
                let number = policy.map_or_else(|| id.to_string(), Numbered::reference);
                text!("シート「{number} {title}」", "the sheet `{number} {title}`")
            }
            PageOwner::Part(id) => {
                let part = self.book.plan.book.parts.iter().find(|part| part.id.value == *id);
                let title = part.map_or_else(String::new, |part| self.book.plan.part_title(part));
                text!("「{title}」", "`{title}`")
            }
            PageOwner::None => text!("冊子", "the book"),
        }
    }

    /// The start of an owner in the sources.
    fn beginning(&self, owner: &PageOwner) -> Span {
        let parts = &self.book.plan.book.parts;
        let part = match owner {
            PageOwner::Policy(id) => match self.book.policy(*id) {
                Some(policy) => return policy.title.span,
                None => None,
            },
            PageOwner::Part(id) => parts.iter().find(|part| part.id.value == *id),
            PageOwner::None => None,
        };
        part.or(parts.first()).map_or(self.book.plan.book.file.span, |part| part.id.span)
    }

    /// The place of `text` in the sources, first in the owner's own files. A printed line may
    /// contain markup or a line break in the source, so that a match of its beginning suffices.
    fn place(&self, owner: &PageOwner, text: &str) -> Option<Span> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "・▲△-…".contains(c));
        // Numbers in YAML have no commas.
        let figures = text.replace(',', "");
        let lengths = [usize::MAX, 24, 12, 6].into_iter();
        let beginnings = lengths.map(|length| {
            let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
            &text[..end]
        });
        let beginnings = beginnings.chain([&*figures]).filter(|text| text.chars().count() > 1);
        let beginnings: Vec<&str> = beginnings.collect();
        let own = |name: &str| match owner {
            PageOwner::Policy(id) => {
                let stem = name.rsplit('/').next().unwrap_or(name);
                stem.starts_with(&id.to_string())
            }
            PageOwner::Part(id) => name.contains(id.as_str()),
            PageOwner::None => false,
        };
        [true, false].into_iter().find_map(|wanted| {
            let printed = || self.sources.iter().filter(|(_, file)| is_printed(file.name()));
            let files = || printed().filter(|(_, file)| own(file.name()) == wanted);
            beginnings.iter().find_map(|text| {
                files().find_map(|(id, file)| {
                    let at = file.text().find(text)?;
                    Some(Span::new(id, at, at + text.len()))
                })
            })
        })
    }
}

/// The policy, or else the part, that `page` belongs to.
fn owner(page: usize, page_map: &PageMap) -> PageOwner {
    let holds = |first: usize, count: usize| (first..first + count).contains(&(page + 1));
    let policy = page_map.policies.iter().find(|(_, range)| holds(range.pdf_page, range.count));
    let part = page_map.parts.iter().find(|(_, range)| holds(range.pdf_page, range.count));
    match (policy, part) {
        (Some((id, _)), _) => PageOwner::Policy(*id),
        (None, Some((id, _))) => PageOwner::Part(id.clone()),
        (None, None) => PageOwner::None,
    }
}

/// Whether a page is a right-hand page, that is, its number is odd.
fn is_right_hand(page: usize, printed: &[String]) -> bool {
    let label = printed.get(page).map_or("", String::as_str);
    let number = label.parse().ok();
    let number = number.or_else(|| (1..FRONT_PAGES).find(|n| roman(*n) == label));
    number.unwrap_or(page + 1) % 2 == 1
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
