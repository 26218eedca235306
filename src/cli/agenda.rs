//! Formats an [`Agenda`], the tasks of a new edition, as text for the terminal.

use crate::diag::Lang;
use crate::editions::Agenda;

/// How many names are listed.
const NAMED: usize = 20;

/// The lines of `agenda`.
pub(super) fn agenda_lines(agenda: &Agenda, lang: Lang) -> Vec<String> {
    let ja = lang == Lang::Ja;
    let mut lines = vec![if ja {
        format!(
            "集める値 {}件（{} {}件を含む）",
            agenda.total(),
            agenda.indicators_term,
            agenda.indicators
        )
    } else {
        format!("{} values to collect, {} of indicators", agenda.total(), agenda.indicators)
    }];
    for (name, asked) in &agenda.sections {
        let fields = match (asked.fields, ja) {
            (0, _) => String::new(),
            (count, true) => format!("、加えた項目 {count}"),
            (count, false) => format!(", {count} declared fields"),
        };
        lines.push(if ja {
            format!(
                "  {name}：実績 {}、決算額 {}、予算額 {}、評価 {}{fields}",
                asked.results, asked.settlements, asked.budgets, asked.ratings
            )
        } else {
            format!(
                "  {name}: {} results, {} settlements, {} budgets, {} ratings{fields}",
                asked.results, asked.settlements, asked.budgets, asked.ratings
            )
        });
    }
    let mut list = |ja_title: &str, en_title: &str, all: &[(String, String)]| {
        if all.is_empty() {
            return;
        }
        let count = all.len();
        lines.push(if ja {
            format!("{ja_title} {count}件")
        } else {
            format!("{count} {en_title}")
        });
        let shown = all.iter().take(NAMED);
        lines.extend(shown.map(|(place, name)| format!("  {place} {name}")));
        if count > NAMED {
            let rest = count - NAMED;
            lines.push(if ja {
                format!("  ほか {rest}件")
            } else {
                format!("  and {rest} more")
            });
        }
    };
    list(
        "前の版で始まった事業（続くなら、方向性を改め、実績と決算額を書く）",
        "projects that began with the edition before: if they go on, mend the direction and add results and settlement",
        &agenda.begun,
    );
    list(
        "前の版で終わった事業（欄ごと消す）",
        "projects that ended with the edition before: remove them",
        &agenda.ended,
    );
    list(
        "まとまった事業（まとまった先の was に書いてから、欄ごと消す）",
        "projects that were merged: name them in `was` of their heir, then remove them",
        &agenda.merged,
    );
    list(
        "ページの約束のある部（シートの増減や長さで変わるので、build --draft で確かめる）",
        "parts that promise their pages, which sheets that come, go or grow may break: see build --draft",
        &agenda
            .contracts
            .iter()
            .map(|(title, pages)| (pages.clone(), title.clone()))
            .collect::<Vec<_>>(),
    );
    list(
        "前の版の年度を書いている見出しと題（plan.yaml を、今の年度か、年度のない言葉に改める。heading は施策の .md も）",
        "headings and titles of plan.yaml that name a year of the edition before: mend them, and the headings in the .md files of policies",
        &agenda.dated,
    );
    lines.push(if ja {
        "課の名前が変わったら plan.yaml の departments の name を改め、was に前の名前を書く（id はそのまま）".to_owned()
    } else {
        "where sections are renamed, change `name` in `departments` of plan.yaml, write the old one into `was`, and leave `id`".to_owned()
    });
    if let Some(last) = &agenda.last_year {
        let after = agenda.years_after;
        lines.push(match (ja, after) {
            (true, _) if agenda.is_of_next_plan => format!("計画全体の最後の年度（{last}）の次の版です。plan.yaml の plan（name、term、vision、adopted）と、framework.yaml を、次の計画のものに改めてください。続く施策、事業、指標の id はそのままです"),
            (false, _) if agenda.is_of_next_plan => format!("the edition is after the last year of the plan, {last}: write the next plan into `plan` (name, term, vision, adopted) of plan.yaml and into framework.yaml; policies, projects and indicators that go on keep their `id`"),
            (true, 0) => format!("計画期間が計画全体の最後の年度（{last}）に届きます"),
            (true, _) => format!("計画期間のうち{after}年度が、計画全体の最後の年度（{last}）より後です。plan.yaml の years か term を確かめてください"),
            (false, 0) => format!("the window reaches the last year of the plan, {last}"),
            (false, _) => format!("{after} year(s) of the window are after the last year of the plan, {last}: see `years` and `term` in plan.yaml"),
        });
    }
    lines
}
