//! The plan and this edition of its book.

use super::{
    BookFormat, BookSpec, ComparisonWords, Directions, Edition, Evaluation, FiscalYear, Layer,
    Levels, MailAddress, MoneyFormat, PartSpec, PhoneNumber, ProgressFormula, RatingLevel,
    SheetBlock, Terms, Was, WebAddress,
};
use crate::record;
use crate::record::{DeclaredFields, Path, Visit, Walk, word};
use crate::span::Spanned;

/// Everything that `plan.yaml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The format of the sources.
    pub format: BookFormat,
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
    /// The layers of the comprehensive plan that the figure of the periods shows above the edition's own.
    pub layers: Vec<Layer>,
    /// When the comprehensive plan was adopted, as printed.
    pub adopted: String,
    /// Whether the figures are invented, which every output must then say.
    pub sample: bool,
    /// The yearly issue.
    pub edition: Edition,
    /// The levels of the framework.
    pub levels: Levels,
    /// What the plan calls the things that every plan has.
    pub terms: Terms,
    /// How amounts are written, and where the plan says how many yen one unit is.
    pub money: Spanned<MoneyFormat>,
    /// 財源: where the money of a budget may come from; empty where the plan does not say.
    pub sources: Vec<Spanned<String>>,
    /// The amounts of which the book says where they come from.
    pub sources_of: Vec<Funded>,
    /// Whether each of those needs its sources.
    pub sources_required: bool,
    /// 会計: the accounts from which projects are paid; empty where the plan does not say.
    pub accounts: Vec<Spanned<String>>,
    /// Which budget of a year counts, where the book has supplementary ones.
    pub supplementary: Option<CountedBudget>,
    /// The rating scale, best first; empty in a plan that rates nothing.
    pub ratings: Vec<RatingLevel>,
    /// Whether every policy is rated in every evaluated year; see [`Plan::requires_rating`].
    pub rating_required: bool,
    /// The evaluations that the plan declares, in their order.
    pub evaluations: Vec<Evaluation>,
    /// How 進捗率 is computed.
    pub progress: ProgressFormula,
    /// The vocabulary of 今後の方向性.
    pub direction: Directions,
    /// The headings of a sheet's prose, in order.
    pub headings: Vec<SheetHeading>,
    /// The blocks of a sheet, in order.
    pub blocks: Vec<SheetBlock>,
    /// The fields that the book declares.
    pub fields: DeclaredFields,
    /// The words and columns of tables that compare versions.
    pub comparison: ComparisonWords,
    /// Who is responsible.
    pub departments: Vec<Department>,
    /// On what terms the content may be used.
    pub licence: Licence,
    /// Whom to ask.
    pub contact: Contact,
    /// The book's parts.
    pub book: BookSpec,
}

/// The key of a project's account, where the plan declares accounts.
pub const ACCOUNT: &str = "account";
/// The key of a project's budgets after supplementary ones, where the plan has them.
pub const REVISED: &str = "revised";

/// Which of the budgets of a year counts in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBudget {
    /// 当初: the one with which the year began.
    Initial,
    /// 補正後: that after the supplementary ones.
    Revised,
}

impl CountedBudget {
    const ALL: [(Self, &'static str); 2] = [(Self::Initial, "initial"), (Self::Revised, "revised")];
}

word!(CountedBudget, "initial（当初）か revised（補正後）", "initial or revised");

/// Amounts of which a plan says where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Funded {
    /// 予算額 of a year.
    Budget,
    /// 決算額 of a year.
    Settlement,
}

impl Funded {
    /// Each with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Budget, Self::Budget.word()), (Self::Settlement, Self::Settlement.word())];

    /// Its word in `plan.yaml`; also its kind in the data, and its name in English.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Settlement => "settlement",
        }
    }

    /// The key of a project's sources of it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Budget => "funding",
            Self::Settlement => "settlement_funding",
        }
    }

    /// What readers call the amount.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Budget => "予算額",
            Self::Settlement => "決算額",
        }
    }
}

word!(Funded, "budget（予算額）か settlement（決算額）", "budget or settlement");

record! {
    /// A city, town or village.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Municipality {
        /// 北斗市.
        name: String = required "市町村の名前";
        /// 北海道.
        prefecture: String = required "都道府県の名前";
        /// 全国地方公共団体コード, six digits.
        code: Spanned<String> = required "全国地方公共団体コード（6けた、引用符で囲む）";
    }
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

record! {
    /// One heading of a sheet's prose.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SheetHeading {
        /// Its name for themes and data: `summary`.
        id: String = required "テーマやデータで使う名前（半角英字）";
        /// As authors write and readers see it: 施策の概要.
        heading: Spanned<String> = required "原稿に書く見出し";
        /// What to write under it, for the authors' guide.
        hint: Option<String> = optional "この見出しに書くこと。執筆の手引きに載ります";
        /// Whether a sheet may do without it.
        optional: bool = or[false] "書かないシートがあってもよければ true。書かなければ false";
    }
}

record! {
    /// 部.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Department {
        /// 民生部.
        name: String = required "部の名前";
        /// Its sections.
        sections: Vec<Section> = required "課";
    }
}

record! {
    /// 担当課.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Section {
        /// Its permanent id, used in addresses and data: `kodomo`. It stays when the section is
        /// renamed.
        id: Spanned<String> = required "固定ID。番地に使う名前（半角英字）。課の名前が変わっても、変えません";
        /// 子ども・子育て支援課.
        name: Spanned<String> = required "課の名前。施策にはこのとおりに書きます" as title;
        /// What it was called in editions before.
        was: Vec<Was> = optional "前の版での課の名前と部。課の名前が変わったときに";
        /// Telephone number.
        phone: Option<PhoneNumber> = optional "電話番号";
        /// Mail address.
        email: Option<MailAddress> = optional "メールアドレス";
        /// Where its counter is: 本庁舎2階.
        place: Option<String> = optional "窓口のあるところ。例 本庁舎2階";
        /// Its page on the municipality's site.
        url: Option<WebAddress> = optional "課のページのアドレス";
    }
}

record! {
    /// On what terms the content may be used.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Licence {
        /// SPDX or official short name: `CC-BY-4.0`, `PDL1.0`.
        id: String = required "略称。例 CC-BY-4.0、PDL1.0";
        /// As printed.
        name: String = required "名前";
        /// Where its text is.
        url: WebAddress = required "条件の文のあるところ";
    }
}

record! {
    /// Whom to ask.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Contact {
        /// The section's name.
        section: Spanned<String> = required "担当課";
        /// Telephone number.
        phone: Option<PhoneNumber> = optional "電話番号";
        /// Mail address.
        email: Option<MailAddress> = optional "メールアドレス";
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

    /// The telephone number of the contact: its own, or that of its section.
    #[must_use]
    pub fn contact_phone(&self) -> Option<&PhoneNumber> {
        let section = || self.section(&self.contact.section)?.phone.as_ref();
        self.contact.phone.as_ref().or_else(section)
    }

    /// The mail address of the contact: its own, or that of its section.
    #[must_use]
    pub fn contact_email(&self) -> Option<&MailAddress> {
        let section = || self.section(&self.contact.section)?.email.as_ref();
        self.contact.email.as_ref().or_else(section)
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

    /// Whether a sheet may do without `heading`.
    #[must_use]
    pub fn is_optional(&self, heading: &str) -> bool {
        self.headings.iter().any(|known| known.optional && known.heading.as_str() == heading)
    }

    /// Whether every sheet needs prose.
    #[must_use]
    pub fn needs_prose(&self) -> bool {
        self.headings.iter().any(|heading| !heading.optional)
    }

    /// Whether this edition rates policies: it has a scale, and a year to rate.
    #[must_use]
    pub fn rates(&self) -> bool {
        !self.ratings.is_empty() && self.edition.evaluated.is_some()
    }

    /// Whether every policy needs a rating of the evaluated year.
    #[must_use]
    pub fn requires_rating(&self) -> bool {
        self.rating_required && self.rates()
    }

    /// Whether the book says where amounts of this kind come from.
    #[must_use]
    pub fn has_sources_of(&self, funded: Funded) -> bool {
        !self.sources.is_empty() && self.sources_of.contains(&funded)
    }

    /// The place of a rating in the scale.
    #[must_use]
    pub fn rating_index(&self, rating: &super::Rating) -> Option<usize> {
        self.ratings.iter().position(|level| level.id.value == rating.0)
    }
}

/// The sections of `plan.yaml` that are records of their own. The blocks of the sheet only say where
/// values stand.
impl Walk for Plan {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        self.municipality.walk(path, visit);
        self.layers.walk(path, visit);
        self.edition.walk(path, visit);
        self.levels.walk(path, visit);
        self.terms.walk(path, visit);
        self.ratings.walk(path, visit);
        self.evaluations.walk(path, visit);
        self.direction.walk(path, visit);
        self.headings.walk(path, visit);
        self.fields.walk(path, visit);
        self.departments.walk(path, visit);
        self.licence.walk(path, visit);
        self.contact.walk(path, visit);
        self.book.walk(path, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::Municipality;
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
}
