//! 主要施策 and the projects that carry them out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::plan::{ACCOUNT, REVISED};
use super::{
    Evaluations, FiscalYear, Funded, Money, Numbered, PolicyId, PrintedNumber, Prose, Rating, Uid,
    Was,
};
use crate::record;
use crate::record::{DeclaredData, DeclaredValue, DeclaredValues};
use crate::span::{Span, Spanned};

record! {
    /// One policy: one sheet of the book, from `policies/<goal>/<id>.yaml` and `.md`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Policy {
        /// Its name.
        title: Spanned<String> = required "施策の名前" as title
            guide(
                "○",
                "{{ sheet }}の名前",
                "`{{ example.title }}`",
                "シートの題、施策体系、一覧"
            );
        /// The number that is printed; its id where there is none.
        number: Option<Spanned<PrintedNumber>> = optional "印刷する番号。例 施策111、33。なければファイルの名前の番号を印刷します"
            guide(
                "",
                "印刷する番号。計画が自分の番号を持つときだけ。12字まで。ファイルの名前は変えない",
                "`施策111`",
                "ファイルの名前の番号の代わりに、番号が出るところすべて"
            );
        /// The sections responsible, by name; the first leads.
        sections: Vec<Spanned<String>> = required[distinct] "担当課。先頭がおもな担当"
            guide(
                "○",
                "担当課。1つでも `[ ]` に入れる。複数は半角カンマで並べ、主になる課を先に",
                "`[{{ sections | join(sep=\", \") }}]`",
                "シートの担当課、施策体系"
            );
        /// The priority themes it serves.
        themes: Vec<Spanned<u8>> = optional[distinct] "重点テーマの番号。なければ []"
            guide(
                "",
                "関わる重点テーマの番号。なければ行ごと書かない",
                "`[1, 3]`",
                "シートの重点テーマ、重点テーマの表"
            );
        /// Where it is done: names of places.
        places: Option<Spanned<String>> = optional "主な場所。地名を「、」で並べます。文に出てくる地名は書かなくても見つかります" as text shown "場所"
            guide(
                "",
                "主な場所の地名。`places.yaml` にある地名を「、」で並べる。文に出てくる地名は、書かなくても見つかる",
                "`茂辺地、石別`",
                "シート、地名のページ、すべての事業の一覧の絞り込み"
            );
        /// Its rating in each evaluated year.
        rating: Spanned<BTreeMap<FiscalYear, Spanned<Rating>>>
            = optional "年度ごとの評価。例 { R4: B, R5: A }"
            guide(
                "○",
                "年度ごとの評価（{{ scale | join(sep=\"、\") }}）",
                "`{ {{ e1 }}: {{ scale | last }}, {{ e }}: {{ scale | first }} }`",
                "評価対象年度の評価と、その前の評価。評価結果一覧表"
            );
        /// What it says in the evaluations that the plan declares.
        evaluations: Evaluations = optional "計画が決めた評価の結果。評価、年度ごとに"
            guide(
                "△",
                "評価ごと、年度ごとの結果、項目ごとの結果、添える文",
                "`{{ result }}`",
                "シートの評価の表、評価結果一覧表"
            );
        /// What is done, in order.
        projects: Vec<Project> = required "構成する事業"
            guide(
                "○",
                "構成する事業。1つ以上。並べた順に番号が付く",
                "",
                "構成する事業の表。合計は自動"
            );
        /// 再掲: projects of other policies that its sheet names, too.
        relisted: Vec<Relisted>
            = optional "再掲。ほかの施策の事業で、このシートにも名前を載せるもの"
            guide(
                "",
                "再掲。ほかのシートの事業を、このシートにも載せるとき。`projects` と同じ深さに、もとのシートの番号と事業の名前を書く",
                "`[{ policy: {{ link.id }}, name: {{ link.project }} }]`",
                "構成する事業の表の終わり。金額は、もとのシートでだけ数える"
            );
        /// Its permanent id; none until `planbook ids` gives one.
        uid: Option<Spanned<Uid>> = optional named "id" "固定ID。planbook ids が付けます。印刷されず、変えません"
            guide(
                "",
                "固定ID。`planbook ids` が付けるので、書かない。**変えず、写さない**",
                "`k7m3xq`",
                "どこにも出ない。公開データの列になる"
            );
        /// Its places and names in editions before.
        was: Vec<Was> = optional "前の版での名前と場所。名前や場所が変わった、まとめた、分けたときに"
            guide(
                "",
                "前の版での名前と番号。{{ sheet }}の番号や名前が変わったとき、まとめたとき、分けたときに書く",
                "`[{ edition: {{ before }}, place: {{ link.id }}, name: 前の名前 }]`",
                "どこにも出ない。前の版との対応"
            );
    }
    with {
        /// Its number, which is its file's name.
        id: PolicyId;
        /// The beginning of its YAML file.
        span: Span;
    }
    later {
        /// The prose, in the order of the plan's headings.
        prose: Vec<HeadedText>;
    }
    declared more;
}

impl Numbered for Policy {
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn own_number(&self) -> Option<&Spanned<PrintedNumber>> {
        self.number.as_ref()
    }
}

impl Policy {
    /// The rating of `year`.
    #[must_use]
    pub fn rated(&self, year: FiscalYear) -> Option<&Rating> {
        self.rating.value.get(&year).map(|r| &r.value)
    }
}

record! {
    /// 構成する事業.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Project {
        /// Its name.
        name: Spanned<String> = required "事業の名前" as title
            guide(
                "○",
                "事業の名前",
                "`{{ example.project }}`",
                "事業名"
            );
        /// How its name is read.
        kana: Option<Spanned<String>> = optional "事業の名前の読み。ひらがなで。事業索引の順に使います"
            guide(
                "",
                "名前の読み。ひらがなで書く。すべての事業にあれば、事業索引は五十音順になる。なければ番号順",
                "`こそだてしえんじぎょう`",
                "事業索引の順。公開データの列になる"
            );
        /// The section that runs it, by name.
        section: Spanned<String> = awaited "事業の担当課"
            guide(
                "○",
                "事業の担当課。1つだけ（`[ ]` なし）",
                "`{{ sections | first }}`",
                "シートの担当課と違うか、シートの担当課が複数のときだけ、事業名に添える"
            );
        /// What it does.
        description: Spanned<String> = awaited "何をする事業か。1～2文" as text
            guide(
                "○",
                "内容。1～2文、です・ます。1行で（途中で改行すると空白が入る）",
                "`育児の相談を受けます。`",
                "事業名の下"
            );
        /// Where it is done: names of places.
        places: Option<Spanned<String>> = optional "行う場所。地名を「、」で並べます。文に出てくる地名は書かなくても見つかります" as text shown "場所"
            guide(
                "",
                "行う場所の地名。`places.yaml` にある地名を「、」で並べる。文に出てくる地名は、書かなくても見つかる",
                "`茂辺地、石別`",
                "シート、地名のページ、すべての事業の一覧の絞り込み"
            );
        /// 事業実績 by year, in words.
        results: Spanned<BTreeMap<FiscalYear, Spanned<String>>> = optional "年度ごとの事業実績" as text
            guide(
                "△",
                "年度ごとの事業実績。**文は必ず `\" \"` で囲む**",
                "`{ {{ e }}: \"会員182人\" }`",
                "評価対象年度の分だけ"
            );
        /// 決算額 by year; `None` is a year without one (printed ―).
        settlement: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>
            = optional "年度ごとの決算額。カンマや単位を付けない数"
            guide(
                "△",
                "年度ごとの決算額（{{ unit }}）",
                "`{ {{ e1 }}: 726, {{ e }}: 792 }`",
                "評価対象年度の分だけ"
            );
        /// 予算額 with which years begin; `None` is not decided yet (printed ―). What counts is
        /// [`Project::counted_budget`].
        initial_budget: Spanned<BTreeMap<FiscalYear, Spanned<Option<Money>>>>
            = awaited named "budget" "計画期間の年度ごとの予算額。未定は ~、使わないなら 0"
            guide(
                "○",
                "計画期間{{ years | length }}年分の予算額（{{ unit }}）",
                "`{ {% for year in years %}{{ year }}: 470{% if not loop.last %}, {% endif %}{% endfor %} }`",
                "計画期間の{{ years | length }}年分"
            );
        /// 財源 by year: how much of the budget comes from where.
        funding: Spanned<BTreeMap<FiscalYear, FundingBySource>>
            = optional "年度ごとの財源の内訳。合計は予算額と同じ"
            guide(
                "△",
                "年度ごとの予算額の財源（{{ sources | join(sep=\"、\") }}）。合計は予算額と同じにする",
                "`{ {{ years | first }}: { {{ sources | last }}: 470 } }`",
                "シートの財源の表（事業を合わせた額）と、公開データの `funding.csv`"
            );
        /// 財源 by year: how much of the settlement came from where.
        settlement_funding: Spanned<BTreeMap<FiscalYear, FundingBySource>>
            = optional "年度ごとの決算額の財源の内訳。合計は決算額と同じ"
            guide(
                "△",
                "年度ごとの決算額の財源（{{ sources | join(sep=\"、\") }}）。合計は決算額と同じにする",
                "`{ {{ e }}: { {{ sources | last }}: 792 } }`",
                "シートの財源の表（事業を合わせた額）と、公開データの `funding.csv`"
            );
        /// What it says in the evaluations that the plan declares.
        evaluations: Evaluations = optional "計画が決めた評価の結果。評価、年度ごとに"
            guide(
                "△",
                "評価ごと、年度ごとの結果、項目ごとの結果、添える文",
                "`{{ result }}`",
                "シートの事業の下、評価結果一覧表"
            );
        /// 今後の方向性.
        direction: Spanned<String> = awaited "今後の方向性"
            guide(
                "○",
                "今後の方向性。下の言葉から1つ",
                "`{{ usual }}`",
                "今後の方向性"
            );
        /// Its permanent id; none until `planbook ids` gives one.
        uid: Option<Spanned<Uid>> = optional named "id" "固定ID。planbook ids が付けます。印刷されず、変えません"
            guide(
                "",
                "固定ID。`planbook ids` が付けるので、書かない。**変えず、写さない**",
                "`k7m3xq`",
                "どこにも出ない。公開データの列になる"
            );
        /// Its places and names in editions before.
        was: Vec<Was> = optional "前の版での名前と場所。名前や場所が変わった、まとめた、分けたときに"
            guide(
                "",
                "前の版での名前と{{ sheet }}の番号。名前が変わった、移した、まとめた、分けた事業に書く",
                "`[{ edition: {{ before }}, place: {{ link.id }}, name: 前の名前 }]`",
                "どこにも出ない。前の版との対応"
            );
    }
    later {
        /// The amounts that count as budgets in place of the initial ones, by year.
        counted: BTreeMap<FiscalYear, Spanned<Option<Money>>>;
    }
    declared more;
}

impl Project {
    /// Its budgets after supplementary ones, by year.
    #[must_use]
    pub fn revised(&self) -> BTreeMap<FiscalYear, Spanned<Option<Money>>> {
        let values = self.more.get(REVISED).into_iter().flat_map(DeclaredData::values);
        let amounts = values.filter_map(|(year, value)| {
            let amount = match &value.value {
                Some(DeclaredValue::Money(money)) => Some(*money),
                _ => None,
            };
            Some((year?, Spanned::new(amount, value.span)))
        });
        amounts.collect()
    }

    /// Where its amounts of this kind come from, by year.
    #[must_use]
    pub fn sources_of(&self, funded: Funded) -> &Spanned<BTreeMap<FiscalYear, FundingBySource>> {
        match funded {
            Funded::Budget => &self.funding,
            Funded::Settlement => &self.settlement_funding,
        }
    }

    /// The same to be changed.
    pub fn sources_of_mut(
        &mut self,
        funded: Funded,
    ) -> &mut Spanned<BTreeMap<FiscalYear, FundingBySource>> {
        match funded {
            Funded::Budget => &mut self.funding,
            Funded::Settlement => &mut self.settlement_funding,
        }
    }

    /// The budgets that count, by year.
    #[must_use]
    pub fn counted_budget(&self) -> Cow<'_, BTreeMap<FiscalYear, Spanned<Option<Money>>>> {
        if self.counted.is_empty() {
            return Cow::Borrowed(&self.initial_budget.value);
        }
        let mut budget = self.initial_budget.value.clone();
        budget.extend(self.counted.iter().map(|(year, amount)| (*year, *amount)));
        Cow::Owned(budget)
    }
}

/// The account from which a record is paid, where the plan declares accounts.
#[must_use]
pub fn account(values: &DeclaredValues) -> Option<&str> {
    let (_, value) = values.get(ACCOUNT)?.values().next()?;
    match &value.value {
        Some(DeclaredValue::Choice(account)) => Some(account),
        _ => None,
    }
}

record! {
    /// 再掲: a project of another policy, named on a second sheet. Its figures are counted with
    /// the policy that it belongs to, and there alone.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Relisted {
        /// The policy that it belongs to.
        policy: Spanned<PolicyId> = required "もとの施策の番号。例 1-2-03";
        /// Its name there.
        name: Spanned<String> = required "もとの施策での事業の名前" as title;
    }
}

/// How much money comes from which source, by name.
pub type FundingBySource = BTreeMap<Spanned<String>, Spanned<Option<Money>>>;

/// The prose under one heading of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadedText {
    /// The heading as written.
    pub heading: Spanned<String>,
    /// The text under it.
    pub prose: Prose,
}
