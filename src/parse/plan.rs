//! `plan.yaml`: its sections as in the file, and the [`Plan`] they make.

use std::num::NonZeroU32;

use crate::diag::Text;
use crate::model::{
    BookSpec, ComparisonWords, Contact, Department, Directions, Edition, Evaluation, FiscalYear,
    Levels, Licence, MoneyFormat, Municipality, Plan, ProgressFormula, RatingLevel, SheetBlock,
    SheetHeading, Terms,
};
use crate::record::{DeclaredField, DeclaredFields, Scalar, Value};
use crate::span::Spanned;
use crate::{record, text};

record! {
    /// The whole file.
    pub(super) struct PlanFile {
        /// The comprehensive plan.
        plan: Head = required "計画そのもの";
        /// The yearly issue.
        edition: Edition = required "この版（年度）";
        /// The levels of the framework.
        levels: Levels = or[Levels::default()] "施策体系の段（2～5）。上から並べ、最後がシート。書かなければ 基本目標、基本計画、主要施策";
        /// The names of things.
        terms: Terms = or[Terms::default()] "担当課や成果指標などを、この計画で何と呼ぶか";
        /// How amounts are written.
        money: MoneySection = required "金額の書き方";
        /// The rating scale, best first.
        rating: Vec<RatingLevel>
            = optional[distinct_by id] "評価の段階。よい順。評価しない計画には書きません";
        /// Whether every policy is rated in every evaluated year.
        rating_required: bool = or[true] "すべての施策に評価が要るか。書かなければ true";
        /// The evaluations that the plan declares.
        evaluations: Vec<Evaluation> = optional[distinct_by id] "評価が1つでないときの、それぞれの評価。例 一次評価、二次評価";
        /// How 進捗率 is computed.
        progress: ProgressFormula = or[ProgressFormula::default()] "成果指標の進捗率の求め方。baseline-to-target（策定時から目標まで）、actual-to-target（現状値÷目標値）、actual-to-interim（現状値÷次の目標値）。書かなければ baseline-to-target";
        /// The vocabulary of 今後の方向性.
        direction: Directions = required "今後の方向性";
        /// The sheet of a policy.
        sheet: SheetSection = required "施策シート";
        /// The fields that the book declares.
        fields: FieldsSection = or[FieldsSection::default()] "この計画で加える項目";
        /// The words and columns of tables that compare versions.
        comparison: ComparisonWords = or[ComparisonWords::default()] "版や案を比べる表（planbook diff）の列と言葉";
        /// The departments with their sections.
        departments: Vec<Department> = required "部";
        /// The terms of use.
        licence: Licence = required "利用の条件";
        /// Whom to ask.
        contact: Contact = required "問い合わせ先";
        /// The book's parts and names.
        book: BookSpec = required "冊子";
    }
}

record! {
    /// The comprehensive plan.
    pub(super) struct Head {
        /// Its name.
        name: String = required "総合計画の名前。例 第2次北斗市総合計画";
        /// The name of the book within it.
        document: String = required "この本の名前。例 実施計画";
        /// Whose plan it is.
        municipality: Municipality = required "どの市町村の計画か";
        /// 将来像.
        vision: String = required "将来像";
        /// The line under the vision.
        vision_subtitle: Option<String> = optional "将来像の下に添える行";
        /// Its first and its last year.
        term: Term = required "総合計画の期間";
        /// When it was adopted, as printed.
        adopted: String = required "策定した年月。印刷される文のまま";
        /// Whether the figures are invented.
        sample: bool = or[false] "見本なら true。すべてのページに「見本」と記します";
    }
}

record! {
    /// The years of the comprehensive plan.
    pub(super) struct Term {
        /// The first.
        from: FiscalYear = required "最初の年度";
        /// The last.
        to: Spanned<FiscalYear> = required "最後の年度";
    }
}

record! {
    /// How amounts are written, and where money comes from.
    pub(super) struct MoneySection {
        /// The unit's name.
        unit: String = required "単位。例 千円";
        /// How many yen one unit is.
        yen: NonZeroU32 = required "1単位が何円か。千円なら 1000";
        /// The sign of a negative amount.
        negative: Sign = required "マイナスの印。▲ か △";
        /// 財源.
        sources: Vec<Spanned<String>>
            = optional[distinct] "財源の名前。事業の funding で使います";
        /// Whether every budget needs its sources.
        sources_required: bool = or[true] "すべての予算額に財源が要るか。書かなければ true";
    }
}

record! {
    /// The sheet of a policy.
    pub(super) struct SheetSection {
        /// The headings of its prose, in order.
        headings: Vec<SheetHeading>
            = required[distinct_by heading] "Markdown の見出し。この順で、過不足なく書きます";
        /// Its blocks in order, where the plan composes it.
        blocks: Vec<SheetBlock> = optional "シートの組み立て。上から順に。書かなければ標準の組み立て";
    }
}

record! {
    /// The fields that the book declares.
    #[derive(Default)]
    pub(super) struct FieldsSection {
        /// Those of policies.
        policy: Vec<DeclaredField> = optional[distinct_by id] "施策に加える項目";
        /// Those of projects.
        project: Vec<DeclaredField> = optional[distinct_by id] "事業に加える項目";
        /// Those of indicators.
        indicator: Vec<DeclaredField> = optional[distinct_by id] "成果指標に加える項目";
    }
}

impl From<FieldsSection> for DeclaredFields {
    fn from(section: FieldsSection) -> Self {
        let mut fields = Self::default();
        fields.add("Policy", section.policy);
        fields.add("Project", section.project);
        fields.add("Indicator", section.indicator);
        fields
    }
}

/// The sign of a negative amount. What could be read as a part of the number is none.
pub(super) struct Sign(String);

impl Scalar for Sign {
    fn expected() -> Text {
        text!("マイナスの記号（▲ か △）", "the sign of a negative amount, ▲ or △")
    }
    fn read(text: &str) -> Result<Self, Option<Text>> {
        let sign = text.trim();
        let part_of_number = |c: char| c.is_numeric() || ".,，．\"'".contains(c) || c.is_control();
        let sound = !sign.is_empty() && sign.chars().count() <= 4 && !sign.contains(part_of_number);
        sound.then(|| Self(sign.to_owned())).ok_or(None)
    }
    fn value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

impl From<PlanFile> for Plan {
    fn from(file: PlanFile) -> Self {
        let PlanFile { plan: head, money, sheet, .. } = file;
        let SheetSection { headings, mut blocks } = sheet;
        if blocks.is_empty() {
            blocks = SheetBlock::standard(&headings, file.edition.year.span);
        }
        Self {
            name: head.name,
            document: head.document,
            municipality: head.municipality,
            vision: head.vision,
            vision_subtitle: head.vision_subtitle,
            term: (head.term.from, head.term.to),
            adopted: head.adopted,
            sample: head.sample,
            edition: file.edition,
            levels: file.levels,
            terms: file.terms,
            money: MoneyFormat {
                unit: money.unit,
                yen: money.yen.get().into(),
                negative: money.negative.0,
            },
            sources: money.sources,
            sources_required: money.sources_required,
            ratings: file.rating,
            rating_required: file.rating_required,
            evaluations: file.evaluations,
            progress: file.progress,
            direction: file.direction,
            headings,
            blocks,
            fields: file.fields.into(),
            comparison: file.comparison,
            departments: file.departments,
            licence: file.licence,
            contact: file.contact,
            book: file.book,
        }
    }
}
