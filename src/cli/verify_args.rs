//! The arguments of `planbook verify`. Doc comments in Japanese are the help texts.

use std::path::PathBuf;

use clap::ValueEnum;

/// The arguments of `planbook verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// できあがりのフォルダーか、planbook が作った全体版のPDF（初めは本のフォルダーの output/）
    #[arg(value_name = "できあがり")]
    pub target: Option<PathBuf>,
    /// 結果の書き方
    #[arg(long, value_enum, default_value = "human", value_name = "形")]
    pub format: VerifyFormat,
    /// 検証書（HTML。日付、比べたものの数、食い違い、ファイルのSHA-256、署名の欄）をこのファイルに書き出す
    #[arg(long, value_name = "ファイル")]
    pub report: Option<PathBuf>,
}

/// The format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum VerifyFormat {
    /// 人が読む形
    #[default]
    Human,
    /// すべてを1つのJSONに
    Json,
}
