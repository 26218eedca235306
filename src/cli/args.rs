//! The command line arguments. Doc comments in Japanese are the help texts.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub use super::compare_args::{DiffArgs, DiffFormat, KeepArgs, OnlyArg, StyleArg};
pub use super::print_shop_args::PrintShopArgs;
pub use super::round_args::{
    ExportArgs, FreezeArgs, IdsArgs, ImportArgs, MigrateArgs, RollArgs, StatusArgs, StatusFormat,
};
pub use super::verify_args::{VerifyArgs, VerifyFormat};
use crate::compile::Outputs;
use crate::diag::{Lang, Text};
use crate::text;

/// 実施計画書のサイトとPDFを、YAMLとMarkdownの原稿から作ります。
///
/// 本のフォルダー（content/ と themes/ のある場所）で実行します。
///
/// 終了コード: 0 問題なし、1 直すところがある、2 必要なものがなく実行できない
#[derive(Debug, Parser)]
#[command(name = "planbook", bin_name = "planbook", version, arg_required_else_help = true)]
pub struct Args {
    /// 本のフォルダー
    #[arg(
        short = 'C',
        long = "root",
        default_value = ".",
        global = true,
        value_name = "フォルダー"
    )]
    pub root: PathBuf,
    /// メッセージの言語
    #[arg(long, value_enum, default_value = "ja", global = true, value_name = "言語")]
    pub lang: LangArg,
    /// 何をするか
    #[command(subcommand)]
    pub command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// サイトとPDFを作り、output/ に置く
    Build(BuildArgs),
    /// 書きながら見るプレビュー。ファイルを保存すると、開いているページが変わる
    Serve(ServeArgs),
    /// 原稿を調べ、直すところをすべて示す（何も作らない）
    Check(CheckArgs),
    /// テーマが受け取るデータをJSONで書き出す（テーマを作る人のため）
    View(ViewArgs),
    /// 見つかったことの番号（PB0203 など）の説明と、直し方の例を示す
    Explain(ExplainArgs),
    /// 施策と事業のうち、まだないものに固定IDを付ける（原稿のほかの部分は変えない）
    Ids(IdsArgs),
    /// 古い形式の原稿を今の形式に移す（項目名だけを書き換え、コメントや並びは変えない）
    Migrate(MigrateArgs),
    /// 確定した版を editions/ に保存する。あとで同じものを作れる
    Freeze(FreezeArgs),
    /// 今の版を保存し、次の年度の版に進める（集める値と、決めることを示す）
    Roll(RollArgs),
    /// 課ごとの照会のワークブック（Excel）を作る。色の付いた欄に書いて返してもらう
    Export(ExportArgs),
    /// 返ってきた照会のワークブックを読み、答えを原稿に書き込む（読み取れないもの、食い違うものを示す）
    Import(ImportArgs),
    /// 照会の進み具合を課ごとに示す（要る値、記入済、未提出、前の版のまま、直す所）
    Status(StatusArgs),
    /// 2つの版、案、原稿の違いを示す（新旧対照表、見え消し、増減）
    ///
    /// 事業は固定IDと was で見分けるので、名前や場所が変わっても1件の変更です。金額は年度ごとに比べます。
    /// plan.yaml の設定は、課の名前のほかは比べません。
    Diff(DiffArgs),
    /// 今の原稿を、名前を付けた案として editions/drafts/ に残す。あとで diff で比べられる
    Keep(KeepArgs),
    /// できあがったもの（サイト、PDF、公開データ）だけを読み、すべてが一致することを確かめる（原稿は要らない）
    ///
    /// plan.json とCSVのデータを基に、Excel、PDF、サイト、分割版、添付の値を比べ、合計や件数を計算し直します。
    /// 食い違いは、ファイル、場所、両方の値とともに示します。
    /// 何を比べ、何を比べていないかも示します。
    Verify(VerifyArgs),
    /// この本の執筆の手引きを content/README.md に書き出す（plan.yaml を変えたら、もう一度）
    Guide(GuideArgs),
    /// エディタが入力を助けるためのJSON Schemaを content/schemas/ に書き出す
    Schema,
    /// 別の町の小さな本を作る。そこから自分の本を始める
    Init(InitArgs),
    /// この機械に足りないものと、その入れ方を示す
    Doctor(DoctorArgs),
    /// man のページ（日本語と英語）と、シェルの補完（bash、zsh、fish、PowerShell）を書き出す
    ///
    /// フォルダーの man/ と completions/ に書きます。
    /// man/ を MANPATH に加え、completions/ のファイルをシェルの決まった場所に置いてください。
    /// 補完の説明は --lang の言語です。
    Man(ManArgs),
    /// The typesetter, ended with the process that started it: for planbook itself.
    #[command(name = crate::render::print::guard::COMMAND, hide = true)]
    TypesetterGuard(GuardArgs),
}

/// The arguments of `planbook build`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub struct BuildArgs {
    /// 作るものを限る
    #[arg(long, value_enum, default_value = "all", value_name = "もの")]
    pub only: OutputsArg,
    /// 分割版のPDFを作らない（速くなる）
    #[arg(long)]
    pub no_volumes: bool,
    /// 1つのPDFに入れる主要施策の上限（これより多い本は、ページ番号の続く分冊だけにする。
    /// 書かなければ、この機械のメモリーから決める。多くても1500件）
    #[arg(long, value_name = "件数", value_parser = at_least_one)]
    pub max_sheets: Option<usize>,
    /// この主要施策の1枚だけをPDFにする（--only pdf とともに。くり返せる。ほかは今のまま）
    #[arg(long, value_name = "番号", value_delimiter = ',')]
    pub policy: Vec<String>,
    /// 置き場所（初めは本のフォルダーの output/）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: Option<PathBuf>,
    /// planbook の印（planbook.json）のないフォルダーや別の本の出力を、この本の出力にする。
    /// 同じ名前のファイルは置き換わり、ほかは残る
    #[arg(long)]
    pub adopt: bool,
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
    /// すべてのページに「案」と記す
    #[arg(long)]
    pub draft: bool,
    /// ページの約束に合わなくても、文字がはみ出しても作り、すべてのページに未確定の「案」と記す
    #[arg(long, conflicts_with = "strict")]
    pub relax: bool,
    /// 注意だけでも止める
    #[arg(long)]
    pub strict: bool,
    /// 保存してある版（editions/ の R6 など）から作り、保存したときと同じかを調べる。
    /// 置き場所は、書かなければ output-R6/ など
    #[arg(long, value_name = "年度", conflicts_with_all = ["only", "no_volumes", "max_sheets", "policy", "theme", "draft", "relax"])]
    pub edition: Option<String>,
    /// 保存してある前の版（editions/）も、それぞれのフォルダー（r6/ など）に、公開したときのまま置く。
    /// この版のページには、これまでの版の評価や金額も載る
    #[arg(long, value_enum, value_name = "版", conflicts_with_all = ["edition", "policy"])]
    pub editions: Option<EditionsArg>,
    /// 冊子ではない書類を作る。テーマの forms/ にあるもの（主要施策の成果説明書、KPI一覧、議会・委員会資料、概要版など）。
    /// 置き場所は、書かなければ output-forms/
    #[arg(long, value_name = "書類", conflicts_with_all = ["only", "no_volumes", "max_sheets", "policy", "relax", "edition", "editions"])]
    pub form: Option<String>,
    /// 書類を、この課のことだけにする
    #[arg(long, value_name = "課の名前", requires = "form")]
    pub section: Option<String>,
    /// 書類を、施策体系のこの番号（1、1-2 など）のことだけにする
    #[arg(long, value_name = "番号", requires = "form")]
    pub level: Option<String>,
    /// What a printing house asks for.
    #[command(flatten)]
    pub print_shop: PrintShopArgs,
    /// 前の生成で作ったものを使わず、すべて新しく作る
    #[arg(long)]
    pub no_cache: bool,
    /// 見つかったことの一覧を、画面でなくこのファイルに書き出す（UTF-8。human と csv では、はじめにBOMを付ける）
    #[arg(long = "report", value_name = "ファイル", conflicts_with_all = ["form", "edition"])]
    pub file: Option<PathBuf>,
    /// 見つかったことの示し方
    #[command(flatten)]
    pub report: ReportArgs,
}

/// The editions to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EditionsArg {
    /// この版と、保存してあるすべての版
    All,
}

/// What to preview.
///
/// この機械だけから見られます（127.0.0.1）。--host を付けるとほかの機械からも見られ、そのときは
/// 示されたリンク（合い言葉つき）で開きます。output/ には何も書きません。ページ番号は、output/ に
/// あるPDFのものです。終わるには Ctrl-C を押します。
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// ブラウザを開く
    #[arg(long)]
    pub open: bool,
    /// ポートの番号（0なら空いているもの）
    #[arg(long, default_value = "3000", value_name = "番号")]
    pub port: u16,
    /// ほかの機械からも見られるようにする。この機械のアドレスか名前（0.0.0.0 ならすべて）
    #[arg(long, value_name = "アドレス")]
    pub host: Option<String>,
    /// この主要施策のことを先に示す（くり返せる）
    #[arg(long, value_name = "番号", value_delimiter = ',')]
    pub policy: Vec<String>,
    /// この課の主要施策のことを先に示す
    #[arg(long, value_name = "課の名前")]
    pub section: Option<String>,
    /// 「原稿をさがす」で開くエディタ。vscode、vscodium、cursor、または {file} {line} {column}
    /// の入ったアドレス（書かなければ、場所をコピーする）
    #[arg(long, value_name = "エディタ")]
    pub editor: Option<String>,
    /// ファイルの変化を1秒ごとに見に行く（ネットワークドライブなど）
    #[arg(long)]
    pub poll: bool,
    /// 今あるPDFの置き場所（初めは本のフォルダーの output/。ここには何も書かない）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: Option<PathBuf>,
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
}

/// The arguments of the hidden command of the guard.
#[derive(Debug, clap::Args)]
pub struct GuardArgs {
    /// The process it ends with.
    pub parent: u32,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    pub program: Vec<std::ffi::OsString>,
}

/// The arguments of `planbook check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// この課のことだけを調べたものとして示す
    #[arg(long, value_name = "課の名前")]
    pub section: Option<String>,
    /// 注意だけでも終了コードを1にする
    #[arg(long)]
    pub strict: bool,
    /// 見つかったことの一覧を、画面でなくこのファイルに書き出す（UTF-8。human と csv では、はじめにBOMを付ける）
    #[arg(long = "report", value_name = "ファイル")]
    pub file: Option<PathBuf>,
    /// 見つかったことの示し方
    #[command(flatten)]
    pub report: ReportArgs,
}

/// The arguments for reporting findings.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct ReportArgs {
    /// 見つかったことの書き方
    #[arg(long, value_enum, default_value = "human", value_name = "形")]
    pub format: Format,
    /// 示す件数の上限（残りは数だけを示す）
    #[arg(long, value_name = "件数")]
    pub max: Option<usize>,
}

/// The arguments of `planbook explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// PB0203 のような番号（書かなければ一覧）
    #[arg(value_name = "番号")]
    pub code: Option<String>,
}

/// The arguments of `planbook view`.
#[derive(Debug, clap::Args)]
pub struct ViewArgs {
    /// データの代わりに、その項目の説明（JSON Schema）を書き出す
    #[arg(long)]
    pub schema: bool,
}

/// The arguments of `planbook guide`.
#[derive(Debug, clap::Args)]
pub struct GuideArgs {
    /// 書き出すファイル（書かなければ content/README.md）
    #[arg(long = "output", short = 'o', value_name = "ファイル")]
    pub file: Option<PathBuf>,
}

/// The shape of the book that `planbook init` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShapeArg {
    /// 実施計画（「実施計画」とも書ける）：施策ごとのシート、評価、2カ年の予算（潮見町）
    #[value(name = "jisshi-keikaku", alias = "実施計画")]
    ImplementationPlan,
    /// 事務事業評価（「事務事業評価」とも書ける）：事務事業ごとのシート、一次・二次の評価、会計、人件費
    #[value(name = "jimu-jigyo-hyoka", alias = "事務事業評価")]
    ProgrammeReview,
    /// 総合戦略（「総合戦略」とも書ける）：KPIから始まるシート、評価の段階はない
    #[value(name = "sogo-senryaku", alias = "総合戦略")]
    Strategy,
    /// 基本の様式（「基本の様式」とも書ける）：2段、5カ年の固定の計画、評価はない
    #[value(name = "kihon-no-yoshiki", alias = "基本の様式")]
    Basic,
}

/// The arguments of `planbook init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// どの様式から始めるか
    #[arg(long, value_enum, default_value = "jisshi-keikaku", value_name = "様式")]
    pub like: ShapeArg,
    /// 作るフォルダー（まだないか、空のもの）
    #[arg(value_name = "フォルダー")]
    pub folder: PathBuf,
}

/// The arguments of `planbook doctor`.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
}

/// The arguments of `planbook man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// 書き出すフォルダー（前に書き出したものは置き換わる）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: PathBuf,
}

/// The outputs to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputsArg {
    /// すべて
    All,
    /// サイトと公開データ（PDFは今あるもの）
    Html,
    /// サイトのページだけ（PDFと公開データは今あるもの）
    Site,
    /// PDFだけ（サイトは今あるもの）
    Pdf,
    /// 公開データだけ（サイトとPDFは今あるもの）
    Data,
}

/// Parses a positive integer.
fn at_least_one(word: &str) -> Result<usize, String> {
    match word.parse() {
        Ok(0) | Err(_) => Err("1以上の整数を書いてください".to_owned()),
        Ok(number) => Ok(number),
    }
}

impl BuildArgs {
    /// The error of a combination of arguments that cannot be used together.
    pub fn contradiction(&self) -> Option<Text> {
        let valid = self.policy.is_empty() || matches!(self.only, OutputsArg::Pdf);
        (!valid).then(|| {
            text!("--policy は --only pdf とともに使います", "--policy goes with --only pdf")
        })
    }
}

impl From<OutputsArg> for Outputs {
    fn from(only: OutputsArg) -> Self {
        match only {
            OutputsArg::All => Self::ALL,
            OutputsArg::Html => Self::HTML,
            OutputsArg::Site => Self::SITE,
            OutputsArg::Pdf => Self::PDF,
            OutputsArg::Data => Self::DATA,
        }
    }
}

/// The format of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// 人が読む形
    #[default]
    Human,
    /// 1行に1つのJSON
    Json,
    /// 表計算ソフトで開くCSV
    Csv,
    /// GitHub の注釈
    Github,
}

/// The language of messages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Ja => Self::Ja,
            LangArg::En => Self::En,
        }
    }
}
