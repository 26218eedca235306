//! The parts of the book, in the order in which they are printed.

use super::PageContract;
use crate::record;
use crate::span::Spanned;
use crate::value::WebAddress;

record! {
    /// The book's parts and names.
    #[derive(Debug, Clone, PartialEq)]
    pub struct BookSpec {
        /// The PDF's name without its ending.
        file: Spanned<String> = required "PDFのファイル名（.pdf の前）";
        /// Where the site will be published, with a slash at its end.
        site: Option<Spanned<WebAddress>> = optional "この版のサイトを置くところ。/ で終えます";
        /// Where the newest edition is always found, with a slash at its end.
        latest: Option<Spanned<WebAddress>> = optional
            "いつも最新の版があるところ。site はこの下のフォルダーにします。/ で終えます";
        /// The documents of the theme that are published with the book, by name.
        documents: Vec<Spanned<String>> = optional[distinct] "冊子と一緒に公開する書類。テーマの forms/ の名前。例 [概要版]";
        /// What the cover shows in addition.
        cover: CoverSpec = or[CoverSpec::default()] "表紙に加える画像と紋章";
        /// Whether a sheet of two pages begins on the left, so that it is seen at once.
        spreads: bool = or[false] "2ページのシートを左のページから始めるか（true なら、要るところに白紙が入ります）";
        /// In the order of the book.
        parts: Vec<PartSpec> = required "冊子の部。この順に並びます";
    }
}

record! {
    /// What the cover shows in addition.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct CoverSpec {
        /// Of the city, below the title.
        picture: Option<CoverPicture> = optional "表紙の帯の下に載せる画像";
        /// Beside the name of the city.
        emblem: Option<CoverPicture> = optional "市町村の名前の横に載せる紋章やロゴ";
    }
}

record! {
    /// A picture of the cover.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CoverPicture {
        /// Its place, as seen from `content/`.
        file: Spanned<String> = required "content/ から見た画像の場所。例 pictures/emblem.png";
        /// What it shows, for those who do not see it.
        alt: Spanned<String> = required "何の画像か（読み上げます）。例 北斗市の市章";
    }
}

impl CoverSpec {
    /// The pictures of the cover.
    pub fn pictures(&self) -> impl Iterator<Item = &CoverPicture> {
        self.picture.iter().chain(&self.emblem)
    }
}

impl CoverPicture {
    /// Its path: `content/pictures/emblem.png`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("content/{}", self.file.value)
    }
}

/// The folder below `latest` at which `site` is: `r6`. None if it is no plain folder there.
#[must_use]
pub fn folder_of_edition<'a>(site: &'a str, latest: &str) -> Option<&'a str> {
    let folder = site.strip_prefix(latest)?.strip_suffix('/')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!folder.is_empty() && folder.chars().all(is_plain)).then_some(folder)
}

record! {
    /// One part of the book.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PartSpec {
        /// Its name in `[](page:…)`.
        id: Spanned<String> = required "[](page:…) で使う名前";
        /// What it contains.
        kind: PartKind = required "部の種類";
        /// Its heading, with `{plan}`, `{edition}` and `{document}` filled in.
        title: String = required "見出し。{plan} {edition} {document} は置き換わります";
        /// The pages that it must be on.
        pages: Option<Spanned<PageContract>> = optional "印刷ページの約束。例 7-11、12、1-、-6";
    }
}

/// What a part contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// 表紙.
    Cover,
    /// 目次.
    Contents,
    /// 実施計画について.
    Overview,
    /// 重点テーマ.
    Themes,
    /// 成果指標現状値一覧表.
    Indicators,
    /// 評価結果一覧表.
    Evaluation,
    /// 施策体系.
    Index,
    /// 主要施策に関する実施計画.
    Policies,
    /// あいさつ, 用語集 and the like: a text of its own, `content/parts/<id>.md`.
    Text,
    /// 本書の見方: a sheet in small, and what signs and words mean.
    Legend,
    /// 事業索引: all projects with their pages.
    Projects,
    /// 担当課別索引: the policies of each section with their pages.
    Sections,
    /// 奥付: who published the book, and when.
    Imprint,
}

impl PartKind {
    /// Every kind with its name in `plan.yaml` and in themes.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Cover, "cover"),
        (Self::Contents, "contents"),
        (Self::Overview, "overview"),
        (Self::Themes, "themes"),
        (Self::Indicators, "indicators"),
        (Self::Evaluation, "evaluation"),
        (Self::Index, "index"),
        (Self::Policies, "policies"),
        (Self::Text, "text"),
        (Self::Legend, "legend"),
        (Self::Projects, "projects"),
        (Self::Sections, "sections"),
        (Self::Imprint, "imprint"),
    ];

    /// Its name in `plan.yaml` and in themes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

impl BookSpec {
    /// Whether the part at `index` is before printed page 1, on pages numbered i, ii, …: the cover,
    /// the contents, texts and a legend before them, and a legend next to them.
    #[must_use]
    pub fn is_front_matter(&self, index: usize) -> bool {
        let is_front = |part: &PartSpec| matches!(part.kind, PartKind::Cover | PartKind::Contents);
        let Some(part) = self.parts.get(index) else { return false };
        match part.kind {
            PartKind::Text => self.parts[index..].iter().any(is_front),
            PartKind::Legend => {
                self.parts[index..].iter().any(is_front)
                    || index.checked_sub(1).is_some_and(|before| self.is_front_matter(before))
            }
            _ => is_front(part),
        }
    }

    /// The part with the overview of the plan, if the book has one.
    #[must_use]
    pub fn overview(&self) -> Option<&PartSpec> {
        self.parts.iter().find(|part| part.kind == PartKind::Overview)
    }

    /// The parts that are texts of their own.
    pub fn texts(&self) -> impl Iterator<Item = &PartSpec> {
        self.parts.iter().filter(|part| part.kind == PartKind::Text)
    }
}
