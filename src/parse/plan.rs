//! `plan.yaml`: its sections as in the file, and the [`Plan`] they make.

use std::num::NonZeroU32;

use crate::diag::Text;
use crate::model::{
    ACCOUNT, BookFormat, BookSpec, ComparisonWords, Contact, CountedBudget, Department, Directions,
    Edition, Evaluation, FiscalYear, Funded, Layer, Levels, Licence, MoneyFormat, Municipality,
    Plan, ProgressFormula, REVISED, RatingLevel, SheetBlock, SheetHeading, Terms,
};
use crate::record::{
    DeclaredField, DeclaredFields, FieldId, FieldKind, Requirement, Scalar, Value,
};
use crate::span::{FileId, Span, Spanned};
use crate::{record, text};

record! {
    /// The whole file.
    pub(super) struct PlanFile {
        /// The format of the sources.
        format: BookFormat = or[BookFormat::FIRST] "原稿の形式の番号。今は 2。書かなければ 1（planbook migrate で 2 に移せます）";
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
        term: Term = required "計画の初めの年度と終わりの年度";
        /// Its layers.
        layers: Vec<Layer> = optional[distinct_by name] "計画期間の図で、この本の上に並べる行。例 基本構想、基本計画。書かなければ、計画の名前の1行";
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
        yen: Spanned<NonZeroU32> = required "1単位が何円か。千円なら 1000";
        /// The sign of a negative amount.
        negative: Sign = required "マイナスの印。▲ か △";
        /// 財源.
        sources: Vec<Spanned<String>>
            = optional[distinct] "財源の名前。事業の funding で使います";
        /// The amounts of which the book says where they come from.
        sources_of: Vec<Funded>
            = or[vec![Funded::Budget]] "どの額の財源を載せるか。budget（予算額）、settlement（決算額）。書かなければ [budget]";
        /// Whether each of those needs its sources.
        sources_required: bool = or[true] "載せる額のすべてに財源が要るか。書かなければ true";
        /// 会計: the accounts from which projects are paid.
        accounts: Vec<Spanned<String>>
            = optional[distinct] "会計の名前。書けば、どの事業にも account（会計）が要ります。fields の policy に account があれば、それが会計です";
        /// Which budget of a year counts, where the book has supplementary ones.
        supplementary: Option<CountedBudget> = optional "補正予算を載せるなら、合計に数えるほう。initial（当初）か revised（補正後）。書けば、事業に revised（補正後予算額）を書けます";
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

impl FieldsSection {
    /// The declared fields; those of projects begin with the `own` ones that other sections ask for.
    pub(super) fn declared(self, own: Vec<DeclaredField>) -> DeclaredFields {
        let mut fields = DeclaredFields::default();
        fields.add("Policy", self.policy);
        fields.add("Project", own.into_iter().chain(self.project).collect());
        fields.add("Indicator", self.indicator);
        fields
    }
}

/// The fields of projects that the section `money` asks for: they are as if the book declared them.
fn money_fields(money: &MoneySection, fields: &FieldsSection) -> Vec<DeclaredField> {
    let span = money.accounts.first().map_or(Span::start_of(FileId(0)), |account| account.span);
    let field =
        |id, name, kind| DeclaredField::new(Spanned::new(FieldId::of(id), span), name, kind);
    // A plan with one sheet a project may declare the account of policies.
    let of_policies = fields.policy.iter().any(|field| field.id.as_str() == ACCOUNT);
    let account = (!money.accounts.is_empty() && !of_policies).then(|| DeclaredField {
        choices: money.accounts.clone(),
        required: Requirement::Always,
        ..field(ACCOUNT, "会計", FieldKind::Choice)
    });
    let revised = money.supplementary.is_some().then(|| DeclaredField {
        by_year: true,
        definition: Some("年度の途中で補正したあとの予算額".to_owned()),
        ..field(REVISED, "補正後予算額", FieldKind::Money)
    });
    account.into_iter().chain(revised).collect()
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
        let fields = {
            let own = money_fields(&money, &file.fields);
            file.fields.declared(own)
        };
        let SheetSection { headings, mut blocks } = sheet;
        if blocks.is_empty() {
            blocks = SheetBlock::standard(&headings, file.edition.year.span);
        }
        Self {
            format: file.format,
            name: head.name,
            document: head.document,
            municipality: head.municipality,
            vision: head.vision,
            vision_subtitle: head.vision_subtitle,
            term: (head.term.from, head.term.to),
            layers: head.layers,
            adopted: head.adopted,
            sample: head.sample,
            edition: file.edition,
            levels: file.levels,
            terms: file.terms,
            money: Spanned {
                span: money.yen.span,
                value: MoneyFormat {
                    unit: money.unit,
                    yen: money.yen.value.get().into(),
                    negative: money.negative.0,
                },
            },
            sources: money.sources,
            sources_of: money.sources_of,
            sources_required: money.sources_required,
            accounts: money.accounts,
            supplementary: money.supplementary,
            ratings: file.rating,
            rating_required: file.rating_required,
            evaluations: file.evaluations,
            progress: file.progress,
            direction: file.direction,
            headings,
            blocks,
            fields,
            comparison: file.comparison,
            departments: file.departments,
            licence: file.licence,
            contact: file.contact,
            book: file.book,
        }
    }
}
