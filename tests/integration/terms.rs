//! What a plan calls 担当課, 構成する事業, 成果指標 and 今後の方向性 is what every output calls them.

use crate::figures::readers::csv;
use crate::support::{Book, Office, pdftotext, squeeze};

/// The standard terms, each with one of the town's own.
const TERMS: [(&str, &str); 4] = [
    ("担当課", "所管部局"),
    ("構成する事業", "取組の一覧表"),
    ("成果指標", "まちづくり指標"),
    ("今後の方向性", "次年度の扱い"),
];

/// The town with terms of its own, which its authors use, too.
fn town() -> Book {
    let town = Book::init();
    for name in town.sources() {
        if name.ends_with(".yaml") || name.ends_with(".md") {
            let text = town.read(&name);
            let own = TERMS.iter().fold(text, |text, (standard, own)| text.replace(standard, own));
            town.write(&name, own);
        }
    }
    let [section, projects, indicators, direction] = TERMS.map(|(_, own)| own);
    let terms = format!(
        "terms: {{ section: {section}, projects: {projects}, indicators: {indicators}, direction: {direction} }}\n"
    );
    let plan = town.read("content/plan.yaml");
    town.write("content/plan.yaml", format!("{plan}\n{terms}"));
    town
}

#[test]
fn no_output_has_a_standard_term_where_the_plan_has_its_own() {
    let town = town();
    let run = town.build(&["--no-volumes"]).succeeds();
    assert!(!run.said().contains("担当課"), "{}", run.said());
    let findings = town.run(&["check", "--format", "csv"]).out;
    assert!(findings.contains("所管部局,施策,"), "{findings}");
    let mut texts: Vec<(String, String)> = town
        .files("output")
        .into_iter()
        .filter(|(name, _)| [".html", ".csv", ".json"].iter().any(|end| name.ends_with(end)))
        .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8")))
        .collect();
    let pdf = town.path("output/pdf/shiomi-jikko-keikaku-r7.pdf");
    texts.push(("the PDF".to_owned(), squeeze(&pdftotext(&["-raw"], &pdf))));
    assert!(texts.len() > 40, "{}", texts.len());
    for (name, text) in &texts {
        // The caption of the table says what the projects do.
        let text = text.replace("を構成する事業", "").replace("1行が構成する事業", "");
        for (standard, _) in TERMS {
            let at = text.find(standard);
            let around: String =
                at.map(|at| text[at..].chars().take(60).collect()).unwrap_or_default();
            assert_eq!(at, None, "{name} has {standard}: {around}");
        }
    }
    for (_, own) in TERMS {
        for name in ["policies/1-1-01/index.html", "the PDF"] {
            let (_, text) = texts.iter().find(|(other, _)| other.ends_with(name)).expect("it");
            assert!(text.contains(own), "{name} lacks {own}");
        }
    }
}

#[test]
fn the_workbook_of_a_section_has_them_too() {
    let town = town();
    town.edit("content/plan.yaml", "status: draft ", "status: collecting ");
    town.run(&["ids"]).succeeds();
    town.run(&["export"]).succeeds();
    let (_, bytes) = town.files("照会").into_iter().next().expect("a workbook");
    let said = format!("{:?}", Office::open(&bytes));
    assert!(said.contains("所管部局") && said.contains("次年度の扱い"), "{said}");
    assert!(!said.contains("担当課") && !said.contains("今後の方向性"), "{said}");
}

#[test]
fn comparisons_and_the_round_have_them_too() {
    let town = town();
    town.edit("content/plan.yaml", "status: draft", "status: final");
    town.run(&["ids"]).succeeds();
    town.run(&["keep", "案"]).succeeds();
    let policy = "content/policies/1/1-1-01.yaml";
    town.edit_first(policy, "direction: 維持", "direction: 拡大");
    town.edit_first(policy, "    section: 産業課", "    section: 建設課");
    let indicators = town.read("content/indicators.yaml");
    town.write("content/indicators.yaml", indicators.replace("R6: 2010", "R6: 2011"));
    let diff = town.run(&["diff", "案"]).succeeds().out;
    for (_, own) in [TERMS[0], TERMS[2], TERMS[3]] {
        assert!(diff.contains(own), "{own}\n{diff}");
    }
    let said = [
        diff,
        town.run(&["roll", "--dry-run"]).succeeds().out,
        town.run(&["status"]).succeeds().out,
    ];
    for said in said {
        for (standard, _) in TERMS {
            // The keys of the sources are not those of the plan.
            assert!(!said.contains(standard), "{standard}\n{said}");
        }
    }
}

/// Where 施策 is a level above the sheets, nothing about the sheets is called so.
#[test]
fn a_level_that_is_called_as_the_short_word_for_sheets_is_not_mixed_up_with_them() {
    let book = Book::like("事務事業評価");
    assert!(book.read("content/plan.yaml").contains("{ id: measure, name: 施策 }"));
    book.edit_first(
        "content/plan.yaml",
        "name: 行革推進課 }",
        "name: 行革推進課 }\n      - { id: zeimu, name: 税務課 }",
    );
    book.has_one_finding(&["「税務課」を担当課とする事務事業も事業もありません"]);
    book.build(&["--only", "html"]).succeeds();
    let dictionary = csv(&book.path("output/data/dictionary.csv"));
    let mut labels = 0;
    for row in &dictionary {
        let (column, label) = (row["column_name"].as_str(), row["column_label"].as_str());
        let of_measure = column.starts_with("measure_");
        assert_eq!(label.contains("施策"), of_measure, "{column}: {label}");
        assert!(of_measure || row["unit"] != "施策", "{column}");
        labels += usize::from(label == "事務事業番号");
    }
    assert!(labels > 5, "{labels}");
    book.edit("content/plan.yaml", "status: draft ", "status: collecting ");
    book.run(&["ids"]).succeeds();
    book.run(&["export"]).succeeds();
    let (_, bytes) = book.files("照会").into_iter().next().expect("a workbook");
    let office = Office::open(&bytes);
    assert_eq!(office.sheets[office.at("policies")].name, "事務事業");
}

#[test]
fn findings_use_them() {
    let town = town();
    town.edit_first("content/policies/1/1-1-01.yaml", "sections: [", "sections: [お茶の間課, ");
    town.has_one_finding(&["「お茶の間課」という所管部局はありません"]);
}
