//! The table of the publication: the plan, its edition, and the licence.

use super::super::csv;
use super::super::table::{Column, FORMAT, Table, TableMeta};
use super::common::PLAN_FILE;
use crate::model::{MailAddress, PhoneNumber, Plan, Status};
use crate::reading::Reading;

const STATUS: &str = "status";

/// The status of the edition. A sample is marked as such whether it is a draft or not, because its
/// figures are invented.
fn status(reading: &Reading<'_>) -> &'static str {
    match reading.status() {
        _ if reading.plan().sample => "sample",
        Status::Draft | Status::Collecting => "draft",
        Status::Final => "final",
    }
}

/// The citation that users of the data are asked to use.
pub(in super::super) fn citation(plan: &Plan) -> String {
    let site = plan.book.site.as_ref().map(|site| site.as_str()).unwrap_or_default();
    let (name, title, licence) = (plan.municipality.full_name(), plan.title(), &plan.licence.name);
    format!("出典：{name}「{title}」（{licence}）{site}")
}

/// The common columns of all tables, as a table of one row.
pub(super) fn common(reading: &Reading<'_>) -> Table {
    let columns = vec![
        Column::text(
            ("municipality_code", "全国地方公共団体コード"),
            "団体の6桁のコード（検査数字を含む）。先頭の0を保つため文字列として扱う",
            |reading: &Reading<'_>| (&reading.plan().municipality.code.value).into(),
        ),
        Column::text(
            ("municipality_name", "地方公共団体名"),
            "都道府県名を付けた団体の名称",
            |reading: &Reading<'_>| reading.plan().municipality.full_name().into(),
        ),
        Column::integer(
            ("edition_year", "版の年度"),
            "この版の会計年度。4月に始まる年の西暦",
            |reading: &Reading<'_>| reading.plan().edition.year.value.into(),
        ),
        Column::code(
            ("status", "版の状態"),
            "確定した版か、案か、見本か",
            STATUS,
            |reading: &Reading<'_>| status(reading).into(),
        ),
    ];
    let meta = TableMeta {
        name: "common",
        title: "共通の列",
        definition: "すべての表の初めにある列",
        source: PLAN_FILE,
    };
    Table::new(meta, columns, [*reading])
}

pub(super) fn publication(reading: &Reading<'_>) -> Table {
    let meta = TableMeta {
        name: "publication",
        title: "刊行物",
        definition: "このデータのもとになる計画と版、利用条件。1行だけの表",
        source: PLAN_FILE,
    };
    let mut columns = plan_columns();
    columns.extend(reading.plan().edition.evaluated.as_ref().map(|_| evaluated_column()));
    columns.extend(edition_columns());
    columns.extend(reading.plan().edition.population.as_ref().map(|_| population_column()));
    columns.extend(terms_columns());
    Table::new(meta, columns, [reading.plan()])
}

fn plan_columns<'a>() -> Vec<Column<&'a Plan>> {
    vec![
        Column::text(("title", "題名"), "この版の題名", |plan: &&Plan| plan.title().into())
            .key()
            .calculated("計画の名称、版の年度、刊行物の名称をつないだもの"),
        Column::text(("plan_name", "計画の名称"), "計画の名称", |plan: &&Plan| {
            (&plan.name).into()
        }),
        Column::text(("vision", "将来像"), "計画の将来像", |plan: &&Plan| {
            (&plan.vision).into()
        }),
        Column::text(
            ("vision_subtitle", "将来像の副題"),
            "将来像に添える言葉",
            |plan: &&Plan| plan.vision_subtitle.as_deref().into(),
        )
        .empty("副題がない"),
        Column::text(("adopted", "計画の策定"), "計画を策定した時", |plan: &&Plan| {
            (&plan.adopted).into()
        }),
        Column::integer(
            ("term_from", "計画期間の初年度"),
            "計画の最初の会計年度（西暦）",
            |plan: &&Plan| plan.term.0.into(),
        ),
        Column::integer(
            ("term_to", "計画期間の最終年度"),
            "計画の最後の会計年度（西暦）",
            |plan: &&Plan| plan.term.1.value.into(),
        ),
        Column::text(
            ("edition_label", "版の年度（和暦）"),
            "この版の会計年度の和暦表記",
            |plan: &&Plan| plan.edition.year.long().into(),
        ),
        Column::integer(
            ("window_from", "実施計画の初年度"),
            "この版が計画する最初の会計年度（西暦）",
            |plan: &&Plan| plan.edition.year.value.into(),
        ),
        Column::integer(
            ("window_to", "実施計画の最終年度"),
            "この版が計画する最後の会計年度（西暦）",
            |plan: &&Plan| plan.edition.last_year().into(),
        ),
    ]
}

fn evaluated_column<'a>() -> Column<&'a Plan> {
    Column::integer(
        ("evaluated_year", "評価年度"),
        "この版が評価し、決算を示す会計年度（西暦）",
        |plan: &&Plan| plan.edition.evaluated_year().into(),
    )
}

fn population_column<'a>() -> Column<&'a Plan> {
    Column::integer(
        ("population", "人口"),
        "1人当たりの額を求めた人口",
        |plan: &&Plan| {
            plan.edition.population.as_ref().map(|people| i64::from(people.value.get())).into()
        },
    )
    .unit("人")
}

fn edition_columns<'a>() -> Vec<Column<&'a Plan>> {
    vec![
        Column::text(
            ("as_of", "記載時点"),
            "事業の内容がいつの時点のものか",
            |plan: &&Plan| (&plan.edition.as_of.value).into(),
        ),
        Column::text(("date", "発行日"), "この版の日付（ISO 8601）", |plan: &&Plan| {
            plan.edition.date.to_string().into()
        }),
    ]
}

fn terms_columns<'a>() -> Vec<Column<&'a Plan>> {
    vec![
        Column::text(("unit", "金額の単位"), "すべての金額の単位", |plan: &&Plan| {
            (&plan.money.unit).into()
        }),
        Column::integer(
            ("yen_per_unit", "1単位の円"),
            "金額の1単位が何円か",
            |plan: &&Plan| plan.money.yen.into(),
        )
        .unit("円"),
        Column::text(
            ("licence_id", "利用条件の略号"),
            "利用条件の SPDX 識別子又は略称",
            |plan: &&Plan| (&plan.licence.id).into(),
        ),
        Column::text(("licence_name", "利用条件"), "利用条件の名称", |plan: &&Plan| {
            (&plan.licence.name).into()
        }),
        Column::text(
            ("licence_url", "利用条件のURL"),
            "利用条件の本文の所在",
            |plan: &&Plan| plan.licence.url.as_str().into(),
        ),
        Column::text(
            ("citation", "出典の記載例"),
            "利用者が出典を記す例",
            |plan: &&Plan| citation(plan).into(),
        )
        .calculated("団体名、題名、利用条件、サイトのURLをつないだもの"),
        Column::text(("contact_section", "問合せ先"), "問合せ先の課", |plan: &&Plan| {
            (&plan.contact.section.value).into()
        }),
        Column::text(
            ("contact_phone", "電話番号"),
            "問合せ先の電話番号",
            |plan: &&Plan| plan.contact_phone().map(PhoneNumber::as_str).into(),
        )
        .empty("公開していない"),
        Column::text(
            ("contact_email", "メールアドレス"),
            "問合せ先のメールアドレス",
            |plan: &&Plan| plan.contact_email().map(MailAddress::as_str).into(),
        )
        .empty("公開していない"),
        Column::text(
            ("site", "サイトのURL"),
            "この版のサイトの所在",
            |plan: &&Plan| plan.book.site.as_ref().map(|site| site.as_str()).into(),
        )
        .empty("サイトの所在が決まっていない"),
        Column::text(
            ("latest_site", "最新の版のURL"),
            "いつも最新の版がある所在",
            |plan: &&Plan| plan.book.latest.as_ref().map(|latest| latest.as_str()).into(),
        )
        .empty("所在が決まっていない"),
        Column::text(
            ("csv_encoding", "CSVの符号化"),
            "CSV の文字コード、改行及び区切り",
            |_| csv::ENCODING.into(),
        )
        .source("planbook の定義"),
        Column::text(
            ("conventions", "書き方の決まり"),
            "すべての表に共通する書き方",
            |_| csv::CONVENTIONS.into(),
        )
        .source("planbook の定義"),
        Column::text(
            ("format_version", "データ形式の版"),
            "表と列の版。列が加わるか変わると上がる",
            |_| FORMAT.into(),
        )
        .source("planbook の定義"),
    ]
}
