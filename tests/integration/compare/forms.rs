//! What changes with the form of a plan: units, fields of its own, numbers of sheets.

use crate::support::Book;

/// The book of the findings, with two fields of its own, kept as 前.
fn kept() -> Book {
    let book = Book::of_findings();
    book.edit(
        "content/plan.yaml",
        "departments:\n",
        "fields:\n  project:\n    - { id: code, name: 事業コード, kind: text }\n    - { id: staff, name: 人工, kind: number, unit: 人, by_year: true }\n\ndepartments:\n",
    );
    let project = "    name: 特定健診事業\n";
    book.run(&["ids"]).succeeds();
    book.edit(
        "content/policies/1/1-1-01.yaml",
        project,
        &format!("{project}    code: \"0101\"\n    staff: {{ R6: 3, R7: 4 }}\n"),
    );
    book.run(&["keep", "前"]).succeeds();
    book
}

#[track_caller]
fn diff(book: &Book, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["diff", "前"].iter().chain(arguments).copied().collect();
    book.run(&all).succeeds().out
}

#[test]
fn numbers_of_different_units_have_their_own_and_no_difference() {
    let book = kept();
    let file = "content/indicators.yaml";
    book.edit(file, "unit: \"%\"\n    better: more\n    decimals: 1", "unit: 人\n    better: less");
    book.edit(file, "R2: 40.0, R4: 43.5, R5: 45.2", "R2: 4000, R4: 3900, R5: 45.2");
    book.edit(file, "R12: 60.0", "R12: 3000");
    let found = diff(&book, &[]);
    for line in [
        "単位：% → 人\n",
        "望ましい向き：多いほどよい → 少ないほどよい\n",
        "値 令和2年度：40% → 4,000人\n",
        // The same digits are another value.
        "値 令和5年度：45.2% → 45.2人\n",
        "目標値 令和12年度：60% → 3,000人\n",
    ] {
        assert!(found.contains(line), "{line}{found}");
    }
    let csv = diff(&book, &["--format", "csv"]);
    let row = csv.lines().find(|row| row.contains(",values,,R2,")).expect("the value");
    assert!(row.contains(",40,4000,,,,人,") && row.ends_with(",%"), "{row}");
}

#[test]
fn numbers_in_percent_differ_by_points() {
    let book = kept();
    book.edit("content/indicators.yaml", "R12: 60.0", "R12: 65.5");
    book.edit("content/indicators.yaml", "R2: 12, R5: 8", "R2: 12, R5: 6");
    let found = diff(&book, &[]);
    for line in ["60% → 65.5%  5.5ポイント増\n", "8件 → 6件  2減（▲25.0%）\n"] {
        assert!(found.contains(line), "{line}{found}");
    }
}

#[test]
fn a_field_with_another_key_is_the_same_and_one_that_is_gone_is_counted() {
    let book = kept();
    book.edit("content/plan.yaml", "id: code", "id: number_of_project");
    let staff = "    - { id: staff, name: 人工, kind: number, unit: 人, by_year: true }\n";
    let law = "    - { id: law, name: 根拠法令, kind: text }\n";
    book.edit("content/plan.yaml", staff, law);
    let file = "content/policies/1/1-1-01.yaml";
    book.edit(
        file,
        "    code: \"0101\"\n",
        "    number_of_project: \"0101\"\n    law: 健康増進法\n",
    );
    book.edit(file, "    staff: { R6: 3, R7: 4 }\n", "");
    let found = diff(&book, &[]);
    for line in [
        "違いはありません。将来像や問合せ先などの本の設定、図、用語集は、比べていません\n",
        "・原稿の項目名が code から number_of_project に変わった項目は、",
        "・加わった項目：根拠法令 1\n",
        "・なくなった項目：人工 2",
    ] {
        assert!(found.contains(line), "{line}{found}");
    }
    assert!(!found.contains("【変更】"), "{found}");
    // The data have every value.
    let csv = diff(&book, &["--format", "csv"]);
    assert!(csv.contains(",law,,,,健康増進法,") && csv.contains(",staff,,R7,4,,"), "{csv}");
    // With its name, the code is another field.
    book.edit("content/plan.yaml", "name: 事業コード", "name: 整理番号");
    let found = diff(&book, &[]);
    assert!(
        found.contains("加わった項目：整理番号 1")
            && found.contains("なくなった項目：事業コード 1")
    );
}

#[test]
fn an_item_of_the_framework_is_known_by_its_policies() {
    let book = kept();
    // Both have another name, and one has the number of the other.
    book.edit(
        "content/framework.yaml",
        "      - { id: 1-1, name: 健康づくり }\n      - { id: 1-2, name: 子育て支援 }\n",
        "      - { id: 1-1, name: 子どもと家庭 }\n      - { id: 1-3, name: 健やかな暮らし }\n",
    );
    for (name, to) in [("1-1-01", "1-3-01"), ("1-2-01", "1-1-01")] {
        for end in ["yaml", "md"] {
            let text = book.read(&format!("content/policies/1/{name}.{end}"));
            book.remove(&format!("content/policies/1/{name}.{end}"));
            book.write(&format!("content/policies/1/{to}.{end}"), text);
        }
    }
    let found = diff(&book, &[]);
    for (number, name, old_number, old_name) in [
        ("1-1", "子どもと家庭", "1-2", "子育て支援"),
        ("1-3", "健やかな暮らし", "1-1", "健康づくり"),
    ] {
        let words = format!(
            "  【変更】基本計画 {number} {name}（中の施策で対応を取りました）\n    名称〔名称の変更〕：{old_name} → {name}\n    番号〔移動〕：{old_number} → {number}\n"
        );
        assert!(found.contains(&words), "{words}{found}");
    }
    assert!(!found.contains("健康づくり → 子どもと家庭"), "{found}");
}

#[test]
fn another_theme_with_the_number_of_one_that_ended_is_another() {
    let book = kept();
    let theme = "content/themes/1.yaml";
    book.edit(theme, "title: 海とともに育つまち", "title: 海と育つまち");
    let found = diff(&book, &[]);
    let renamed = "名称〔名称の変更〕：海とともに育つまち → 海と育つまち";
    assert!(found.contains("（番号で対応を取りました）") && found.contains(renamed), "{found}");
    book.edit(theme, "policies: [1-2-01]", "policies: [2-1-01]");
    let found = diff(&book, &[]);
    for line in ["【終了】重点テーマ 1 海とともに育つまち\n", "【新設】重点テーマ 1 海と育つまち\n"]
    {
        assert!(found.contains(line), "{line}{found}");
    }
}

#[test]
fn a_policy_that_was_split_or_merged_is_called_by_its_own_number() {
    let book = kept();
    let was = "was: [{ edition: R6, place: 1-1-01, name: 健康診査の推進 }]\n";
    let text = book.read("content/policies/1/1-1-01.md");
    book.write("content/policies/1/1-1-02.md", text);
    book.write(
        "content/policies/1/1-1-02.yaml",
        format!("title: 予防の推進\n{was}sections: [企画課]\nrating: {{ R5: A }}\nprojects: []\n"),
    );
    let found = diff(&book, &[]);
    assert!(found.contains("1-1-02 予防の推進（分割元：1-1-01 健康診査の推進）"), "{found}");
}
