//! The first sheet of a workbook: how to fill it in.

use super::Kind;
use super::content::{Column, FillTime, Sheet, WorkbookContent, WorkbookRow};
use crate::model::Plan;

/// The sheet that says how to fill in the workbook of `content`.
pub(super) fn instructions(content: &WorkbookContent, plan: &Plan) -> Sheet {
    let column = Column {
        key: "=text".to_owned(),
        name: "書き方".to_owned(),
        note: String::new(),
        fill_time: FillTime::Reference,
        kind: Kind::Line,
        width: 110,
    };
    let title = format!("{}　{} 御中　記入のしかた", content.title, content.name);
    let mut sheet = Sheet::new("guide", "記入のしかた", title, vec![column]);
    // A guide has a title alone.
    sheet.rows.truncate(1);
    for (at, line) in (1..).zip(lines(content, plan)) {
        sheet.rows.push(WorkbookRow::new(format!("!{at}"), vec![line]));
    }
    sheet
}

fn lines(content: &WorkbookContent, plan: &Plan) -> Vec<String> {
    let sheets: Vec<_> = content.sheets.iter().map(|sheet| format!("「{}」", sheet.name)).collect();
    let unit = &plan.money.unit;
    let mut lines = vec![
        format!("第{}回の照会です。{} のシートの、色の付いた欄に書いてください。", content.round, sheets.join("")),
        "書き終えたら、このファイルの名前を変えずに、企画の担当に返してください。".to_owned(),
        String::new(),
        "■ 色と印".to_owned(),
        "　①評価のとき書く（黄）　②計画のとき書く（青）　③変わったら直す（緑）　参考（灰、書けません）".to_owned(),
        "　色が見分けにくいときは、見出しの上の行の①～③を見てください。".to_owned(),
        String::new(),
        "■ 数".to_owned(),
        format!("　金額は{unit}で、数だけを書きます（全角、カンマ、△▲、「{unit}」はそのままでも読み取ります）。"),
        "　決まっていない額は「未定」、ない額は「0」と書きます。「－」だけでは、どちらか分からないので読み取れません。".to_owned(),
        "　書かない欄は空けておきます。前から入っている値は、消さなければそのままです。".to_owned(),
        String::new(),
        "■ 文".to_owned(),
        "　直した文は、そのまま上から書き換えます。取り消し線で消した文が残っていると、どちらか分からないので読み取れません。".to_owned(),
        "　数式や、ほかのファイルへのリンクではなく、値を書きます。".to_owned(),
        String::new(),
        "■ 行と列".to_owned(),
        plan.in_words("　新しい事業は、「事業」のシートの下の空いた行に書きます。終わった事業は、行を消さずに、今後の方向性で示します。"),
        "　行を写したり、並べ替えたり、隠れた列を消したりしないでください。".to_owned(),
        "　欄の外やコメントに書いたことは、企画の担当が読みますが、原稿には入りません。".to_owned(),
    ];
    if content.sheets.iter().flat_map(|sheet| &sheet.rows).any(|row| !row.unasked.is_empty()) {
        lines.insert(
            5,
            "　この版から始まる事業の①の欄は灰です。評価することがまだないので、書きません。"
                .to_owned(),
        );
    }
    if plan.rates() && content.sheets.iter().any(|sheet| sheet.key == "policies") {
        lines.push(String::new());
        lines.push("■ 評価".to_owned());
        lines.extend(plan.ratings.iter().map(|level| format!("　{}：{}", level.id, level.label)));
    }
    lines
}
