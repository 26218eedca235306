//! The findings about cells, rows and sheets of workbooks that came back.

use super::finding_kinds::{At, Conflict, Found, NotTaken};
use super::unreadable;
use crate::diag::{Code, Diagnostic, one_line};
use crate::model::Terms;
use crate::span::Span;
use crate::text;

const VALUE: Code = Code("PB0553");
const CONFLICT: Code = Code("PB0554");
const DELETES: Code = Code("PB0555");
const TABLE: Code = Code("PB0556");
const LOCKED: Code = Code("PB0557");
const OUTSIDE: Code = Code("PB0558");
const RESPELLED: Code = Code("PB0559");
const NOT_TAKEN: Code = Code("PB0560");

/// How many places a finding about several cells names.
const NAMED: usize = 5;

/// How many characters of a cell a finding quotes.
pub(super) const LONGEST_QUOTE: usize = 40;

/// The words of a cell, quoted.
fn short(text: &str) -> String {
    let line = one_line(text, LONGEST_QUOTE);
    if line.is_empty() { "（空欄）".to_owned() } else { format!("「{line}」") }
}

fn places(cells: &[At]) -> String {
    let named: Vec<_> = cells.iter().take(NAMED).map(At::within).collect();
    let more = if cells.len() > NAMED { "など" } else { "" };
    format!("{}{more}", named.join("、"))
}

impl Found {
    /// The finding for people.
    #[must_use]
    pub fn diagnostic(self) -> Diagnostic {
        self.in_terms(&Terms::default())
    }

    /// The finding in the words of a plan.
    #[must_use]
    #[expect(
        clippy::too_many_lines,
        reason = "the words of each kind, which are read side by side"
    )]
    pub fn in_terms(self, terms: &Terms) -> Diagnostic {
        let direction = &terms.direction;
        match self {
            Self::Unreadable(file, why) => unreadable::unreadable(&file, why),
            Self::Io(file, error) => unreadable::io(&file, &error),
            Self::Open(file) => unreadable::open(&file),
            Self::NotSent(file, why) => unreadable::not_sent(&file, &why),
            Self::Value(at, name, refusal) => {
                let (ja, en) = (refusal.message.ja, refusal.message.en);
                Diagnostic::error(VALUE, text!("{name}：{ja}", "{name}: {en}"))
                    .in_cell(at.0)
                    .hint(refusal.hint)
            }
            Self::Struck(cells) => {
                let (named, count) = (places(&cells), cells.len());
                let found = Diagnostic::error(
                    VALUE,
                    text!(
                        "取り消し線の引かれた欄が{count}つあり、残す文が分かりません（{named}）",
                        "{count} cell(s) have struck text, so that it is not clear what stays: {named}"
                    ),
                );
                in_first(found, cells).hint(text!(
                    "消す文字を消し、残す文だけにしてください。終わった事業は、{direction}で示します",
                    "delete what is struck and leave what stays; the direction of a project says that it is over"
                ))
            }
            Self::NoField(at, name) => Diagnostic::error(
                VALUE,
                text!("{name}：今の計画にない項目です", "{name}: the plan has no such field now"),
            )
            .in_cell(at.0)
            .hint(text!(
                "送ってから plan.yaml が変わりました。項目を戻すか、新しい回を送ってください",
                "plan.yaml has changed since it was sent: put the field back, or send a new round"
            )),
            Self::NewProject(at, what, level) => Diagnostic::error(VALUE, what).in_cell(at.0).hint(text!(
                "新しい事業には、{level}の番号（一覧から）と事業名が要ります",
                "a new project needs the number of its policy, from the list, and a name"
            )),
            Self::Conflict(conflict) => conflict_found(*conflict),
            Self::NoSubject(at, name) => Diagnostic::warning(
                CONFLICT,
                text!("{name}：今の原稿にありません", "{name}: the book does not have it any more"),
            )
            .in_cell(at.0)
            .hint(text!(
                "送ったあとで原稿から除かれました。要る答えなら、原稿を戻してから読み込んでください",
                "it was taken out since: if the answer is needed, put it back and import again"
            )),
            Self::Emptied(at, name, was) => {
                let was = short(&was);
                Diagnostic::warning(
                    DELETES,
                    text!("{name}：{was}が消されています", "{name}: {was} was deleted"),
                )
                .in_cell(at.0)
                .hint(text!(
                    "消してよければ --accept-deletions を付けてください。付けなければ、原稿はそのままです",
                    "to delete it, give --accept-deletions; otherwise the source stays"
                ))
            }
            Self::GoneRow(at, name, span) => {
                let found = Diagnostic::warning(
                    DELETES,
                    text!("「{name}」の行がありません", "the row of `{name}` is gone"),
                )
                .in_cell(at.0);
                let found = match span {
                    Some(span) => found.at(span),
                    None => found,
                };
                found.hint(text!(
                    "原稿はそのままです。事業を原稿から除くなら --accept-deletions を付け、そうでなければ{direction}で示してもらってください",
                    "the source stays; to remove the project, give --accept-deletions, otherwise have its direction say so"
                ))
            }
            Self::CopiedRow(at, cells) => Diagnostic::warning(
                TABLE,
                text!(
                    "ほかの行を写した行です（{cells}欄を読んでいません）",
                    "this row is a copy of another one; its {cells} cells were not taken"
                ),
            )
            .in_cell(at.0)
            .hint(text!(
                "新しい事業なら、下の空いた行に書き直してもらってください。上の行は、もとの事業として読みました",
                "if it is a new project, it goes into an empty row below; the first of the two was read"
            )),
            Self::Shifted(at, rows) => Diagnostic::error(
                TABLE,
                text!(
                    "{rows}行で、隠れた列の鍵と、番号や名前が合いません（一部の列だけを並べ替えたときなど）",
                    "the hidden keys of {rows} row(s) stand next to other rows' names, as after sorting some columns alone"
                ),
            )
            .in_cell(at.0)
            .hint(text!(
                "どの行も読んでいません。送ったワークブックに書き直してもらってください",
                "those rows were not taken: have them written into the workbook that was sent"
            )),
            Self::NoColumns(at, names) => {
                let names = names.join("、");
                Diagnostic::warning(
                    TABLE,
                    text!("列がありません：{names}", "these columns are gone: {names}"),
                )
                .in_cell(at.0)
                .hint(text!(
                    "その列の答えは読めないので、原稿はそのままです",
                    "there are no answers in them, and the sources stay"
                ))
            }
            Self::Merged(at, region) => Diagnostic::warning(
                TABLE,
                text!(
                    "結合したセル（{region}）は、左上の欄だけの答えとして読みました",
                    "the merged cells {region} were taken as the answer of the first one alone"
                ),
            )
            .in_cell(at.0)
            .hint(text!(
                "ほかの欄にも答えが要るなら、結合を解いて、欄ごとに書いてもらってください",
                "if the others need answers, have the cells split and each written"
            )),
            Self::NoSheet(at) => Diagnostic::warning(
                TABLE,
                text!("シートがないか、隠れた鍵が消えています", "the sheet is gone, or its hidden keys are"),
            )
            .in_cell(at.0)
            .hint(text!(
                "送ったワークブックに書き直してもらってください。原稿はそのままです",
                "have it written into the workbook that was sent; the sources stay"
            )),
            Self::Locked(at, is, was) => {
                let (is, was) = (short(&is), short(&was));
                Diagnostic::error(
                    LOCKED,
                    text!("参考の欄が変わっています：{was}が{is}に", "a cell to read says {is} in place of {was}"),
                )
                .in_cell(at.0)
                .hint(text!(
                    "ここは原稿に入りません。前の年度の値などを直すなら、原稿を直してください",
                    "it is not taken: to mend a value of the past, mend the source"
                ))
            }
            Self::Outside(at, words) => {
                let words = short(&words);
                Diagnostic::warning(
                    OUTSIDE,
                    text!("表の外に書かれています：{words}", "there is a note outside the table: {words}"),
                )
                .in_cell(at.0)
                .hint(text!(
                    "原稿には入りません。読んで、要れば問い合わせてください",
                    "it is not taken: read it, and ask where needed"
                ))
            }
            Self::Comment(at, words) => {
                let words = short(&words);
                Diagnostic::warning(OUTSIDE, text!("コメント：{words}", "a comment: {words}"))
                    .in_cell(at.0)
                    .hint(text!(
                        "原稿には入りません。読んで、要れば問い合わせてください",
                        "it is not taken: read it, and ask where needed"
                    ))
            }
            Self::OtherSheet { at, cells, copy } => {
                let what = if copy {
                    text!(
                        "送ったシートの写しです（{cells}欄を読んでいません）",
                        "this sheet is a copy; its {cells} cells were not taken"
                    )
                } else {
                    text!(
                        "送っていないシートです（{cells}欄を読んでいません）",
                        "this sheet was not sent; its {cells} cells were not taken"
                    )
                };
                Diagnostic::warning(OUTSIDE, what).in_cell(at.0).hint(text!(
                    "原稿には入りません。読んで、要れば問い合わせてください",
                    "it is not taken: read it, and ask where needed"
                ))
            }
            Self::Respelled(cells) => {
                let (named, count) = (places(&cells), cells.len());
                let found = Diagnostic::warning(
                    RESPELLED,
                    text!(
                        "全角、カンマ、単位、改行などを整えて読んだ欄が{count}つあります（{named}）",
                        "{count} cell(s) were taken without full width, commas, units or line breaks: {named}"
                    ),
                );
                in_first(found, cells).hint(text!(
                    "原稿に入った値を確かめてください",
                    "see whether the values in the sources are as they were meant"
                ))
            }
            Self::NotTaken(at, name, span, kind) => not_taken(at, &name, span, kind),
        }
    }
}

/// The finding that an answer cannot be written into the sources.
fn not_taken(at: At, name: &str, span: Option<Span>, kind: NotTaken) -> Diagnostic {
    let message = match kind {
        NotTaken::Text | NotTaken::Value => text!(
            "{name}：この答えを原稿に書き込めません",
            "{name}: the answer cannot be written into the sources"
        ),
        NotTaken::New | NotTaken::Row => text!(
            "{name}：この新しい事業を原稿に書き込めません",
            "{name}: the new project cannot be written into the sources"
        ),
        NotTaken::Removed => text!(
            "{name}：この事業を原稿から除けません",
            "{name}: the project cannot be taken out of the sources"
        ),
    };
    let hint = match kind {
        NotTaken::Text => text!(
            "文の中の見出し（#）や注の印（[^1]）をやめて、読み込み直してください。施策の .md がなければ、先に作ってください",
            "take headings (#) and notes ([^1]) out of the text and import again; the policy needs its file .md"
        ),
        NotTaken::Value => text!(
            "原稿のこの施策や指標に、参照（& と *）や、1行に続けた書き方がないかを確かめて直し、読み込み直してください",
            "see whether the source of this policy or indicator has references (& and *) or several entries in a line, and import again"
        ),
        NotTaken::New => text!(
            "施策の projects: に、事業を1行に1項目ずつ書いてあるかを確かめて直し、読み込み直してください",
            "see whether `projects:` of the policy has each project on lines of its own, and import again"
        ),
        NotTaken::Row => text!(
            "一覧のこの事業の行に、改行や記号の多い値がないかを確かめて直し、もう一度読み込んでください",
            "see whether the row of this project has line breaks or many signs in a value, and import again"
        ),
        NotTaken::Removed => text!(
            "施策には事業が1つは要ります。ほかの事業があるときは、projects: に、事業を1行に1項目ずつ書いてあるかを確かめて直してください",
            "a policy needs a project; where it has others, see whether `projects:` has each on lines of its own"
        ),
    };
    let found = Diagnostic::error(NOT_TAKEN, message).in_cell(at.0);
    match span {
        Some(span) => found.at(span).hint(hint),
        None => found.hint(hint),
    }
}

/// `found` at the first of `cells`.
fn in_first(found: Diagnostic, cells: Vec<At>) -> Diagnostic {
    match cells.into_iter().next() {
        Some(first) => found.in_cell(first.0),
        None => found,
    }
}

fn conflict_found(conflict: Conflict) -> Diagnostic {
    let Conflict { at, name, sent, back, now, span, other } = conflict;
    let (sent, back, now) = (short(&sent), short(&back), short(&now));
    let (message, hint) = match &other {
        Some(other) => {
            let (book, cell) = (other.workbook().to_owned(), other.within());
            (
                text!(
                    "{name}：ここでは{back}、{book} の {cell} では{now}です",
                    "{name}: {back} here, and {now} in {cell} of {book}"
                ),
                text!(
                    "どちらかを問い合わせ、正しいワークブックだけを読み込んでください。どちらも原稿に入れていません",
                    "ask which is right, and import that workbook alone; neither was taken"
                ),
            )
        }
        None => (
            text!(
                "{name}：送ったあとで原稿も変わっています。送った値{sent}、返った値{back}、今の原稿{now}",
                "{name}: the source has changed, too: {sent} was sent, {back} came back, the source says {now}"
            ),
            text!(
                "原稿はそのままです。返った値にするなら、原稿を直してください",
                "the source stays: to take the answer, write it into the source"
            ),
        ),
    };
    let found = Diagnostic::warning(CONFLICT, message).in_cell(at.0);
    match span {
        Some(span) => found.at(span).hint(hint),
        None => found.hint(hint),
    }
}
