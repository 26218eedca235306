//! The arguments of the commands on editions and their rounds. Doc comments in Japanese are the help
//! texts.

use std::path::PathBuf;

use clap::ValueEnum;

use super::args::ReportArgs;
use crate::model::FiscalYear;

/// The arguments of `planbook ids`.
#[derive(Debug, clap::Args)]
pub struct IdsArgs {
    /// 何件に付けるかだけを示し、何も書き換えない
    #[arg(long)]
    pub dry_run: bool,
}

/// The arguments of `planbook migrate`.
#[derive(Debug, clap::Args)]
pub struct MigrateArgs {
    /// どこが変わるかだけを示し、何も書き換えない
    #[arg(long)]
    pub dry_run: bool,
}

/// The arguments of `planbook freeze`.
#[derive(Debug, clap::Args)]
pub struct FreezeArgs {
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
    /// できあがったもの（PDF、サイト、公開データ）もいっしょに保存する
    #[arg(long)]
    pub with_output: bool,
    /// 保存してある同じ年度の版を、今のもので置き換える
    #[arg(long)]
    pub replace: bool,
}

/// The arguments of `planbook roll`.
#[derive(Debug, clap::Args)]
pub struct RollArgs {
    /// 次の版の年度（書かなければ次の年度）
    #[arg(long, value_name = "年度", value_parser = fiscal_year)]
    pub to: Option<FiscalYear>,
    /// 何が変わり、何を集めるかだけを示し、何も書き換えない
    #[arg(long)]
    pub dry_run: bool,
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
    /// できあがったもの（PDF、サイト、公開データ）もいっしょに保存する
    #[arg(long)]
    pub with_output: bool,
}

/// The arguments of `planbook export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// この課の分だけを作る
    #[arg(long, value_name = "課の名前")]
    pub section: Option<String>,
    /// 照会の何回目か（書かなければ、送った最後の回。はじめは 1）
    #[arg(long, value_name = "回")]
    pub round: Option<u32>,
    /// 置き場所（初めは本のフォルダーの中の「照会/」。違う内容のファイルは上書きしない）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: Option<PathBuf>,
}

/// The arguments of `planbook import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// ワークブック（.xlsx）か、それの入ったフォルダー。いくつでも
    #[arg(value_name = "ファイル", required = true)]
    pub paths: Vec<PathBuf>,
    /// 市の手持ちの表（事務事業一覧など）から、はじめの本を作る（--mapping が要る。今ある本には書かない）
    #[arg(long, requires = "mapping", conflicts_with = "accept_deletions")]
    pub new: bool,
    /// 表のどの列が何かを書いたファイル（手引きの16）
    #[arg(long, requires = "new", value_name = "対応表")]
    pub mapping: Option<PathBuf>,
    /// 何が変わり、何を読み取れないかだけを示し、何も書き換えない
    #[arg(long)]
    pub dry_run: bool,
    /// 空けられた欄の値と、行のなくなった事業を、原稿から消す
    #[arg(long)]
    pub accept_deletions: bool,
    /// 書き込む値と、見つかったことの一覧を書き出すワークブック（例 差分.xlsx。今あるファイルは上書きしない）
    #[arg(long, value_name = "ワークブック")]
    pub report: Option<PathBuf>,
    /// 見つかったことの示し方
    #[command(flatten)]
    pub findings: ReportArgs,
}

/// The arguments of `planbook status`.
#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// この課のことだけを示す
    #[arg(long, value_name = "課の名前")]
    pub section: Option<String>,
    /// 示し方
    #[arg(long, value_enum, default_value = "human", value_name = "形")]
    pub format: StatusFormat,
    /// 答えのそろわない課あての文を、このフォルダーに1課1つずつ書き出す
    #[arg(long, value_name = "フォルダー")]
    pub remind: Option<PathBuf>,
    /// 文に書く締切（書いたとおりに入る）
    #[arg(long, value_name = "日", requires = "remind")]
    pub due: Option<String>,
}

/// The format of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum StatusFormat {
    /// 課ごとの表
    #[default]
    Human,
    /// すべてを1つのJSONに（未提出の値の場所も）
    Json,
    /// 未提出の値を1行ずつ、表計算ソフトで開くCSVに
    Csv,
    /// 課ごとの表と未提出の一覧を、Excelのワークブックに（> 状況.xlsx のように受ける）
    Xlsx,
    /// 課ごとの表と未提出の一覧を、ブラウザで開くページに（> 状況.html のように受ける）
    Html,
}

/// Parses a fiscal year.
fn fiscal_year(word: &str) -> Result<FiscalYear, String> {
    word.parse().map_err(|_| "R7 のような年度を書いてください".to_owned())
}
