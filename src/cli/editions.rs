//! The commands on editions: `planbook ids`, `planbook freeze` and `planbook roll`.

use std::path::Path;

use super::agenda::agenda_lines;
use super::args::{FreezeArgs, IdsArgs, MigrateArgs, ReportArgs, RollArgs};
use super::report::{Reporter, print_line};
use super::{CANNOT_RUN, FINDINGS, SUCCESS, typesetter};
use crate::diag::{Lang, shown_path};
use crate::editions::{
    Assigned, Done, FreezeOptions, Frozen, Migrated, RollOptions, Rolled, assign_ids, freeze,
    migrate, roll,
};
use crate::model::BookFormat;

/// Gives ids in the book in `root`; returns the exit code.
pub fn ids(root: &Path, options: &IdsArgs, reporter: &Reporter) -> u8 {
    let assigned = assign_ids(root, options.dry_run);
    let Assigned { sources, findings, policies, projects, known } = &assigned;
    if !findings.is_empty() {
        reporter.list_with_owners(findings, sources, ReportArgs::default());
        return FINDINGS;
    }
    let dry = options.dry_run;
    print_line(&match (reporter.lang(), policies + projects) {
        (Lang::Ja, 0) => format!("どのシートと事業にも固定IDがあります（{known}件）"),
        (Lang::En, 0) => format!("every policy and project has its id ({known})"),
        (Lang::Ja, _) => {
            let done = if dry {
                "付けます（まだ書き換えていません）"
            } else {
                "付けました"
            };
            format!(
                "シート {policies}件、事業 {projects}件に固定IDを{done}。前からあるもの {known}件"
            )
        }
        (Lang::En, _) => {
            let done = if dry { "would get" } else { "got" };
            format!("{policies} policies and {projects} projects {done} an id; {known} had one")
        }
    });
    SUCCESS
}

/// Moves the book in `root` to the current format; returns the exit code.
pub fn migrate_book(root: &Path, options: &MigrateArgs, reporter: &Reporter) -> u8 {
    let Migrated { sources, findings, from, changes } = migrate(root, options.dry_run);
    if !findings.is_empty() {
        reporter.list_with_owners(&findings, &sources, ReportArgs::default());
        return FINDINGS;
    }
    let (to, dry) = (BookFormat::CURRENT, options.dry_run);
    print_line(&match (reporter.lang(), changes.is_empty()) {
        (Lang::Ja, true) => format!("原稿は、もう今の形式（format: {to}）です"),
        (Lang::En, true) => format!("the sources are in the present format, {to}, already"),
        (Lang::Ja, false) => {
            let done = if dry {
                "移します（まだ書き換えていません）"
            } else {
                "移しました"
            };
            format!("原稿を形式 {from} から {to} に{done}")
        }
        (Lang::En, false) => {
            let done = if dry { "would be moved" } else { "were moved" };
            format!("the sources {done} from format {from} to {to}")
        }
    });
    for (file, count) in &changes {
        print_line(&match reporter.lang() {
            Lang::Ja => format!("  {file}：{count}か所"),
            Lang::En => format!("  {file}: {count} places"),
        });
    }
    SUCCESS
}

/// Freezes the edition of the book in `root`; returns the exit code.
pub fn freeze_edition(root: &Path, options: FreezeArgs, reporter: &Reporter) -> u8 {
    let FreezeArgs { theme, with_output, replace } = options;
    let options = FreezeOptions { theme, with_output, replace };
    let done = freeze(root, &options, &typesetter(), &|step| reporter.step(step));
    finish(done, reporter, |frozen| frozen_line(frozen, reporter.lang()))
}

/// Moves the book in `root` to its next edition; returns the exit code.
pub fn roll_edition(root: &Path, options: RollArgs, reporter: &Reporter) -> u8 {
    let RollArgs { to, dry_run, theme, with_output } = options;
    let freeze = FreezeOptions { theme, with_output, replace: false };
    let options = RollOptions { to, dry_run, freeze };
    let done = roll(root, &options, &typesetter(), &|step| reporter.step(step));
    finish(done, reporter, |rolled| rolled_lines(rolled, reporter.lang()).join("\n"))
}

fn rolled_lines(rolled: &Rolled, lang: Lang) -> Vec<String> {
    let Rolled { frozen, changes, agenda } = rolled;
    let mut lines: Vec<String> = frozen.iter().map(|frozen| frozen_line(frozen, lang)).collect();
    lines.push(match (lang, frozen.is_some()) {
        (Lang::Ja, true) => "plan.yaml を次の版に進めました（ほかの行は変えていません）".to_owned(),
        (Lang::Ja, false) => "plan.yaml をこう改めます（まだ書き換えていません）".to_owned(),
        (Lang::En, true) => {
            "plan.yaml is that of the next edition; no other line changed".to_owned()
        }
        (Lang::En, false) => "plan.yaml would change like this; nothing was changed".to_owned(),
    });
    lines.extend(changes.iter().map(|(key, old, new)| format!("  {key}: {old} → {new}")));
    lines.extend(agenda_lines(agenda, lang));
    lines
}

/// Shows the findings of `done`, and the lines of its result; returns the exit code.
pub(super) fn finish<T>(
    done: Done<T>,
    reporter: &Reporter,
    lines: impl FnOnce(&T) -> String,
) -> u8 {
    if !done.findings.is_empty() {
        reporter.list_with_owners(&done.findings, &done.sources, ReportArgs::default());
    }
    match (&done.result, done.cannot_run) {
        (Some(result), _) => {
            print_line(&lines(result));
            SUCCESS
        }
        (None, true) => CANNOT_RUN,
        (None, false) => FINDINGS,
    }
}

fn frozen_line(frozen: &Frozen, lang: Lang) -> String {
    let Frozen { edition, folder, outputs, before, of_other_theme } = frozen;
    let folder = shown_path(folder.strip_prefix(".").unwrap_or(folder));
    if *of_other_theme {
        return match lang {
            Lang::Ja => format!(
                "{edition} の版は、同じ原稿から、前のテーマとともに {folder} に保存してあり、そのまま残します（今のテーマで公開し直したものなら、roll の前に planbook freeze --replace）"
            ),
            Lang::En => format!(
                "{edition} is frozen in {folder} already, from the same sources with the theme of then, and stays; if it was published again with the theme of now, run `planbook freeze --replace` before this"
            ),
        };
    }
    match (lang, before) {
        (Lang::Ja, false) => format!(
            "{edition} の版を {folder} に保存しました（できたもの {outputs}ファイル）。planbook build --edition {edition} で同じものを作れます"
        ),
        (Lang::Ja, true) => format!("{edition} の版は、同じ原稿から {folder} に保存してあります"),
        (Lang::En, false) => format!(
            "{edition} is frozen in {folder} ({outputs} files of output); `planbook build --edition {edition}` makes it again"
        ),
        (Lang::En, true) => {
            format!("{edition} is frozen in {folder} already, from the same sources")
        }
    }
}
