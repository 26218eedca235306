//! The plan and this edition of its book.

use super::{
    FiscalYear, MailAddress, MoneyFormat, PageContract, PhoneNumber, RatingLevel, WebAddress,
};
use crate::span::Spanned;

/// Everything that `plan.yaml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// 第2次北斗市総合計画.
    pub name: String,
    /// What the book is called within the plan: 実施計画.
    pub document: String,
    /// Whose plan it is.
    pub municipality: Municipality,
    /// 将来像.
    pub vision: String,
    /// The line under the vision.
    pub vision_subtitle: Option<String>,
    /// The first and the last year of the comprehensive plan.
    pub term: (FiscalYear, Spanned<FiscalYear>),
    /// When the comprehensive plan was adopted, as printed.
    pub adopted: String,
    /// Whether the figures are invented, which every output must then say.
    pub sample: bool,
    /// The yearly issue.
    pub edition: Edition,
    /// What the levels of the framework are called.
    pub levels: Levels,
    /// How amounts are written.
    pub money: MoneyFormat,
    /// 財源: where the money of a budget may come from; empty where the plan does not say.
    pub sources: Vec<Spanned<String>>,
    /// The rating scale, best first.
    pub ratings: Vec<RatingLevel>,
    /// Whether every policy is rated in every evaluated year.
    pub rating_required: bool,
    /// The vocabulary of 今後の方向性.
    pub direction: Directions,
    /// The headings of a sheet's prose, in order.
    pub headings: Vec<SheetHeading>,
    /// Who is responsible.
    pub departments: Vec<Department>,
    /// On what terms the content may be used.
    pub licence: Licence,
    /// Whom to ask.
    pub contact: Contact,
    /// The book's parts.
    pub book: BookSpec,
}

/// What the three levels of the framework are called in this plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// 基本目標.
    pub goal: String,
    /// 基本計画.
    pub basic_plan: String,
    /// 主要施策.
    pub policy: String,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            goal: "基本目標".to_owned(),
            basic_plan: "基本計画".to_owned(),
            policy: "主要施策".to_owned(),
        }
    }
}

/// A city, town or village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// 北斗市.
    pub name: String,
    /// 北海道.
    pub prefecture: String,
    /// 全国地方公共団体コード, six digits.
    pub code: Spanned<String>,
}

impl Municipality {
    /// The name that it has in the whole country: 北海道北斗市. A prefecture's own plan has its
    /// name once.
    #[must_use]
    pub fn full_name(&self) -> String {
        if self.name.starts_with(&self.prefecture) {
            return self.name.clone();
        }
        format!("{}{}", self.prefecture, self.name)
    }
}

/// One yearly issue of the book: the window through which the figures are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its year.
    pub year: Spanned<FiscalYear>,
    /// How many years it plans, its own included.
    pub years: u8,
    /// The year whose results and settlement it evaluates.
    pub evaluated: Spanned<FiscalYear>,
    /// As of when the projects are described, as printed.
    pub as_of: Spanned<String>,
    /// The date written into the outputs.
    pub date: Spanned<Date>,
    /// The last year the period figure draws as settled.
    pub solid_until: Spanned<FiscalYear>,
    /// Whether the plan is drawn up anew each year for the years that follow; otherwise it stays
    /// as it is until `solid_until`.
    pub rolling: bool,
    /// Final or draft.
    pub status: Status,
}

impl Edition {
    /// The years of 計画期間.
    pub fn window(&self) -> impl Iterator<Item = FiscalYear> + Clone {
        self.year.window(self.years)
    }

    /// The last year of 計画期間.
    #[must_use]
    pub fn last_year(&self) -> FiscalYear {
        self.year.plus(i32::from(self.years) - 1)
    }
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Western year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::str::FromStr for Date {
    type Err = ();

    /// Reads `2024-09-30`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('-');
        let mut next = |len: usize| {
            parts
                .next()
                .filter(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse::<u16>().ok())
                .ok_or(())
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return Err(()),
        };
        if parts.next().is_some() || !(1..=days).contains(&day) || year < 1900 {
            return Err(());
        }
        Ok(Self { year, month: month as u8, day: day as u8 })
    }
}

/// Whether the book may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// 確定.
    #[default]
    Final,
    /// 案: every page says so.
    Draft,
}

/// 今後の方向性: the words a project's future may be described with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directions {
    /// Every word.
    pub choices: Vec<String>,
    /// The word for a project that begins with this edition, and so has neither results
    /// nor settlement in the evaluated year.
    pub begins: Option<Spanned<String>>,
}

/// One heading of a sheet's prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetHeading {
    /// Its name for themes and data: `summary`.
    pub id: String,
    /// As authors write and readers see it: 施策の概要.
    pub heading: String,
}

/// 部.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// 民生部.
    pub name: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// 担当課.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name in addresses: `kodomo`.
    pub id: Spanned<String>,
    /// 子ども・子育て支援課.
    pub name: Spanned<String>,
}

/// On what terms the content may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// SPDX or official short name: `CC-BY-4.0`, `PDL1.0`.
    pub id: String,
    /// As printed.
    pub name: String,
    /// Where its text is.
    pub url: WebAddress,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The section's name.
    pub section: Spanned<String>,
    /// Telephone number.
    pub phone: Option<PhoneNumber>,
    /// Mail address.
    pub email: Option<MailAddress>,
}

/// The book's parts and names.
#[derive(Debug, Clone, PartialEq)]
pub struct BookSpec {
    /// The PDF's name without its ending.
    pub file: Spanned<String>,
    /// Where the site will stand, with a slash at its end.
    pub site: Option<Spanned<WebAddress>>,
    /// In the order of the book.
    pub parts: Vec<PartSpec>,
}

/// One part of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct PartSpec {
    /// Its name in `[](page:…)`.
    pub id: Spanned<String>,
    /// What it holds.
    pub kind: PartKind,
    /// Its heading, with `{plan}`, `{edition}` and `{document}` filled in.
    pub title: String,
    /// The pages it must stand on.
    pub pages: Option<Spanned<PageContract>>,
}

/// What a part holds.
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
}

impl PartKind {
    /// Every kind with its name in `plan.yaml` and in themes.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Cover, "cover"),
        (Self::Contents, "contents"),
        (Self::Overview, "overview"),
        (Self::Themes, "themes"),
        (Self::Indicators, "indicators"),
        (Self::Evaluation, "evaluation"),
        (Self::Index, "index"),
        (Self::Policies, "policies"),
    ];

    /// Its name in `plan.yaml` and in themes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Whether it stands before printed page 1 and is numbered i, ii, ….
    #[must_use]
    pub fn is_front_matter(self) -> bool {
        matches!(self, Self::Cover | Self::Contents)
    }
}

impl Plan {
    /// All sections with their departments, in order.
    pub fn sections(&self) -> impl Iterator<Item = (&Department, &Section)> {
        self.departments.iter().flat_map(|d| d.sections.iter().map(move |s| (d, s)))
    }

    /// The section called `name`.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections().map(|(_, s)| s).find(|s| s.name.value == name)
    }

    /// The book's title: 第2次北斗市総合計画 令和6年度実施計画.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}{}", self.name, self.edition.year.long(), self.document)
    }

    /// The heading of `part`, with the plan's own names filled in.
    #[must_use]
    pub fn part_title(&self, part: &PartSpec) -> String {
        part.title
            .replace("{plan}", &self.name)
            .replace("{edition}", &self.edition.year.long())
            .replace("{document}", &self.document)
    }

    /// The part called `id`.
    #[must_use]
    pub fn part(&self, id: &str) -> Option<&PartSpec> {
        self.book.parts.iter().find(|p| p.id.value == id)
    }

    /// The place of a rating in the scale.
    #[must_use]
    pub fn rating_index(&self, rating: &super::Rating) -> Option<usize> {
        self.ratings.iter().position(|level| level.id == rating.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Municipality};
    use crate::span::{FileId, Span, Spanned};

    #[test]
    fn a_prefecture_has_its_name_once() {
        let full_name = |prefecture: &str, name: &str| {
            let code = Spanned::new(String::new(), Span::start_of(FileId(0)));
            let (name, prefecture) = (name.to_owned(), prefecture.to_owned());
            Municipality { name, prefecture, code }.full_name()
        };
        assert_eq!(full_name("北海道", "北斗市"), "北海道北斗市");
        assert_eq!(full_name("京都府", "京都市"), "京都府京都市");
        assert_eq!(full_name("三重県", "三重県"), "三重県");
        assert_eq!(full_name("三重県", "三重県津市"), "三重県津市");
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(
            "2024-02-29".parse::<Date>().map(|d| d.to_string()).as_deref(),
            Ok("2024-02-29")
        );
        for text in ["2023-02-29", "2024-13-01", "2024-9-30", "2024-09-30x", "2024-00-10"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
