//! `planbook import --new`: what single cells and rows of a city's list become.

use std::fs;
use std::path::PathBuf;

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::support::{Book, Run};

/// The mapping of the columns that every list here has, and its sections of `plan.yaml`.
const MAPPING: &str = "table:
  header: 1
  unit: 千円
  columns:
    柱: goal
    政策: basic_plan
    番号: policy
    施策: title
    事業: name
    課: section
    R7予算: budget:R7
    R6実績: results:R6
";

/// The headings of those columns.
const HEADINGS: [&str; 8] = ["柱", "政策", "番号", "施策", "事業", "課", "R7予算", "R6実績"];

/// What a list says, row by row below its headings; a number may have a format, as `120|0"人"`.
fn list(
    book: &Book,
    headings: &[&str],
    rows: &[Vec<&str>],
    more: impl Fn(&mut Worksheet),
) -> PathBuf {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(std::iter::once(&headings.to_vec()).chain(rows)) {
        for (column, words) in (0..).zip(cells) {
            let (number, code) = words.split_once('|').unwrap_or((words, "General"));
            match number.parse::<f64>() {
                Ok(number) => {
                    let format = Format::new().set_num_format(code);
                    sheet.write_number_with_format(row, column, number, &format)
                }
                Err(_) if words.is_empty() => Ok(&mut *sheet),
                Err(_) => sheet.write_string(row, column, *words),
            }
            .map(drop)
            .expect("written");
        }
    }
    more(sheet);
    let path = book.beside("一覧.xlsx");
    workbook.save(&path).expect("written");
    path
}

/// Imports a list into a new book.
fn import(
    headings: &[&str],
    rows: &[Vec<&str>],
    mapping: &str,
    more: impl Fn(&mut Worksheet),
) -> (Book, Run) {
    let book = Book::empty();
    fs::create_dir(book.root()).expect("a folder");
    let list = list(&book, headings, rows, more);
    let path = book.beside("対応表.yaml");
    fs::write(&path, mapping).expect("written");
    let [list, path] = [&list, &path].map(|path| path.to_str().expect("UTF-8"));
    let run = book.run(&["import", "--new", list, "--mapping", path]);
    (book, run)
}

/// A row of the one policy that most lists here have.
fn row<'a>(name: &'a str, section: &'a str, budget: &'a str, results: &'a str) -> Vec<&'a str> {
    vec!["海", "漁", "1-1-01", "育てる", name, section, budget, results]
}

/// The file of that policy.
const POLICY: &str = "content/policies/1/1-1-01.yaml";

/// Whether a finding at `place` has `words`.
#[track_caller]
fn finds(run: &Run, place: &str, words: &str) {
    let found = run.err.split("\n\n").any(|one| one.contains(place) && one.contains(words));
    assert!(found, "{place} {words}\n{}", run.err);
}

#[test]
fn cells_are_read_as_they_show_their_numbers_or_refused() {
    let staff = "fields:\n  project:\n    - { id: loads, name: 積荷, kind: number, unit: 件/年 }\n";
    let mapping = MAPPING.replace("    R6実績", "    積荷: x:loads\n    R6実績") + staff;
    let headings = [&HEADINGS[..], &["積荷"]].concat();
    let with = |mut row: Vec<&'static str>, loads| {
        row.push(loads);
        row
    };
    let rows = [
        with(row("あ", "産業課", "5000|General\"億円\"", "120|0\"人\""), "12|0\"件/年\""),
        with(row("い", "産業課", "5000|#,##0,.0", "2|\"第\"0\"期\""), "12|0\"人\""),
        with(row("う", "産業課", "5000|#,##0;\"マイナス\"#,##0", "1200|#,##0\"人\""), "12"),
        with(row("え", "産業課", "5000|\"△\"#,##0", "1.25|0.0\"千人\""), ""),
        with(row("お", "産業課", "5000|General\"千円\"", "12|0000"), ""),
    ];
    let (book, run) = import(&headings, &rows, &mapping, |_| {});
    for (place, words) in [
        ("G2", "書式で「億円」を付けた数で、5000 が入っています"),
        ("G3", "下の桁（1000 より小さい桁）を見せない書式で、5000"),
        ("I3", "書式で「人」を付けた数で、12 が入っています"),
        ("G5", "書式で「△」を付けた数で、5000 が入っています"),
        ("H5", "書式で「千人」を付けた数で、1.25 が入っています"),
    ] {
        finds(&run, place, words);
    }
    assert_eq!(
        book.read(POLICY).split_once("projects:\n").expect("projects").1,
        "  - name: あ
    section: 産業課
    results: { R6: \"120人\" }
    loads: 12
  - name: い
    section: 産業課
    results: { R6: 第2期 }
  - name: う
    section: 産業課
    results: { R6: \"1,200人\" }
    budget: { R7: 5000 }
    loads: 12
  - name: え
    section: 産業課
  - name: お
    section: 産業課
    results: { R6: \"0012\" }
    budget: { R7: 5000 }
"
    );
}

/// The names of the projects of a new book's policy.
fn names(book: &Book, policy: &str) -> Vec<String> {
    let text = book.read(policy);
    let names = text.lines().filter_map(|line| line.trim().strip_prefix("- name: "));
    names.map(|name| name.trim_matches('"').to_owned()).collect()
}

#[test]
fn only_rows_of_projects_become_projects() {
    let mut rows: Vec<Vec<&str>> = [
        "※子ども医療費助成",
        "＊道の直し",
        "（計）",
        "【合計】",
        "一般会計計",
        "会計年度任用職員",
        "特別会計 計",
    ]
    .map(|name| row(name, "産業課", "100", ""))
    .to_vec();
    rows.push(vec!["", "", "", "", "※人件費を除く"]);
    rows.push(HEADINGS.to_vec());
    rows.push(row("時計台の修繕", "産業課", "100", ""));
    let (book, run) = import(&HEADINGS, &rows, MAPPING, |_| {});
    assert_eq!(
        names(&book, POLICY),
        ["※子ども医療費助成", "＊道の直し", "会計年度任用職員", "時計台の修繕"]
    );
    finds(&run, "A4", "合計の行です（合計は計算されます）：海 漁 1-1-01 育てる （計）");
    finds(&run, "E9", "注の行です：※人件費を除く");
    assert_eq!(run.err.matches("合計の行です").count(), 4, "{}", run.err);
    assert!(run.out.contains("行き先がない 29、読めない 0"), "{}", run.out);
}

#[test]
fn a_new_item_takes_nothing_from_the_one_above() {
    let repeated = "  repeated: [柱, 政策, 施策]\n  columns:\n";
    let mapping = MAPPING.replace("  columns:\n", repeated).replace("番号: policy", "番号: ~");
    let rows = vec![
        row("あ", "産業課", "1", ""),
        vec!["", "", "", "", "い", "産業課", "2"],
        vec!["町", "", "", "", "う", "産業課", "3"],
        vec!["", "道", "", "直す", "え", "産業課", "4"],
        // A sum before what it is of says where that belongs; its own word is no name.
        vec!["空", "風", "", "吹く", "小計", "", "5"],
        vec!["", "", "", "", "お", "産業課", "5"],
        vec!["合計", "", "", "", "", "", "15"],
        vec!["", "", "", "", "か", "産業課", "6"],
    ];
    let (book, run) = import(&HEADINGS, &rows, &mapping, |_| {});
    finds(&run, "E4", "「う」：どの施策の事業か分かりません");
    assert_eq!(names(&book, POLICY), ["あ", "い"]);
    assert_eq!(names(&book, "content/policies/2/2-1-01.yaml"), ["え"]);
    assert_eq!(names(&book, "content/policies/3/3-1-01.yaml"), ["お", "か"]);
    assert!(!book.read("content/framework.yaml").contains("合計"));
}

#[test]
fn sections_of_a_cell_are_divided_or_told() {
    let mapping = MAPPING.replace("    課: section", "    課: section\n    所管: sections");
    let headings = [&HEADINGS[..], &["所管"]].concat();
    let of = |number: &'static str, section: &'static str, sections: &'static str| {
        vec!["海", "漁", number, "育てる", "あ", section, "1", "", sections]
    };
    let rows = [
        of("1-1-01", "企画課", "企画課・財政課"),
        of("1-1-02", "企画課・税務課", "子ども・子育て支援課"),
        of("1-1-03", "企画課", "教育委員会・財政課"),
    ];
    let (book, run) = import(&headings, &rows, &mapping, |_| {});
    for (policy, line) in [
        ("01", "sections: [企画課, 財政課]"),
        ("02", "sections: [子ども・子育て支援課]"),
        ("03", "sections: [教育委員会, 財政課]"),
    ] {
        let text = book.read(&format!("content/policies/1/1-1-{policy}.yaml"));
        assert!(text.contains(line), "{text}");
    }
    finds(&run, "I3", "「子ども・子育て支援課」を、1つの課の名前として入れました");
    finds(&run, "I4", "「教育委員会・財政課」を、教育委員会、財政課 と読みました");
    finds(&run, "F3", "「企画課・税務課」を、1つの課の名前として入れました");
    assert!(!run.err.contains("「企画課・財政課」"), "{}", run.err);
}

#[test]
fn what_is_hidden_or_merged_over_years_is_told() {
    let mapping =
        MAPPING.replace("    R7予算: budget:R7", "    R7予算: budget:R7\n    R8予算: budget:R8");
    let mut headings = HEADINGS.to_vec();
    headings.push("R8予算");
    headings.swap(7, 8);
    let with = |name, budgets: [&'static str; 2]| {
        vec!["海", "漁", "1-1-01", "育てる", name, "産業課", budgets[0], budgets[1], ""]
    };
    let rows = ["あ", "い", "う", "え"].map(|name| with(name, ["100", "200"]));
    let (book, run) = import(&headings, &rows, &mapping, |sheet| {
        sheet.set_row_hidden(2).expect("hidden");
        sheet.set_row_hidden(3).expect("hidden");
        sheet.set_column_hidden(8).expect("hidden");
        sheet.merge_range(4, 6, 4, 7, "300", &Format::new()).expect("merged");
    });
    finds(&run, "Sheet1", "表で見えなくしてある3-4行とI列も、見えるところと同じに読みました");
    finds(&run, "G5", "R7予算、R8予算の列にまたがる結合セル");
    let text = book.read(POLICY);
    assert!(!text.contains("300") && text.matches("{ R7: 100, R8: 200 }").count() == 3, "{text}");
}

#[test]
fn an_amount_that_is_merged_over_another_column_is_not_taken() {
    let headings = [&HEADINGS[..], &["R9予算", "備考"]].concat();
    for (left_out, over) in [("", true), ("    R9予算: ~\n", true), ("    備考: ~\n", false)] {
        let mapping = MAPPING.replace("    R6実績", &format!("{left_out}    R6実績"));
        let mut order = headings.clone();
        order.swap(7, if over { 8 } else { 9 });
        let rows = [row("あ", "産業課", "", "")];
        let (book, run) = import(&order, &rows, &mapping, |sheet| {
            sheet.merge_range(1, 6, 1, 7, "", &Format::new()).expect("merged");
            sheet.write_number(1, 6, 300).expect("written");
        });
        let words = format!("R7予算、{}の列にまたがる結合セル", order[7]);
        finds(&run, "G2", &words);
        assert!(!book.read(POLICY).contains("300"), "{left_out}");
    }
    // A heading that is merged in the same way has one column of several.
    let mut order = HEADINGS.to_vec();
    order.insert(7, "");
    let rows = [row("あ", "産業課", "", "")];
    let (book, run) = import(&order, &rows, MAPPING, |sheet| {
        for (at, words) in [(0, "R7予算"), (1, "")] {
            sheet.merge_range(at, 6, at, 7, words, &Format::new()).expect("merged");
        }
        sheet.write_number(1, 6, 300).expect("written");
    });
    assert!(book.read(POLICY).contains("budget: { R7: 300 }"), "{}", run.said());
}

#[test]
fn words_of_cells_are_no_markup() {
    let mapping = MAPPING.replace("R6実績: results:R6", "R6実績: text:summary");
    let rows = [row("あ", "産業課", "1", "# 方針\n国*1と県*2\n3. 港\n5. 道")];
    let (book, _) = import(&HEADINGS, &rows, &mapping, |_| {});
    let text = book.read("content/policies/1/1-1-01.md");
    assert_eq!(text, "## R6実績\n\n\\# 方針\n\n国\\*1と県\\*2\n\n3\\. 港\n\n5\\. 道\n");
}

#[test]
fn a_list_that_is_no_workbook_is_told_what_to_save() {
    let book = Book::empty();
    fs::create_dir(book.root()).expect("a folder");
    let [list, path] = ["一覧.CSV", "対応表.yaml"].map(|name| book.beside(name));
    fs::write(&list, "柱,政策\n").expect("written");
    fs::write(&path, MAPPING).expect("written");
    let [list, path] = [&list, &path].map(|path| path.to_str().expect("UTF-8"));
    let run = book.run(&["import", "--new", list, "--mapping", path]);
    let run = run.fails(1, ".csv のファイルは読めません");
    assert!(run.err.contains("PB0551") && !run.err.contains("送"), "{}", run.err);
}
