//! The arguments of the commands that compare versions. Doc comments in Japanese are the help texts.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::render::comparison::{Only, Style};

/// The arguments of `planbook diff`.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// 前。保存した版（R6 など）、残した案（委員会1 など）、本のフォルダー、plan.json、planbook が作った全体版の
    /// PDF、Gitの版（HEAD~1、git:名前など）
    #[arg(value_name = "前")]
    pub old: String,
    /// 後。前と同じように書く（書かなければ今の原稿）
    #[arg(value_name = "後")]
    pub new: Option<String>,
    /// 表の形
    #[arg(long, value_enum, default_value = "table", value_name = "形")]
    pub style: StyleArg,
    /// 示すものを限る
    #[arg(long, value_enum, value_name = "もの")]
    pub only: Option<OnlyArg>,
    /// 書き出す形
    #[arg(long, value_enum, default_value = "human", value_name = "形")]
    pub format: DiffFormat,
    /// このフォルダーにファイルを書き出す（書かなければ画面に。違う内容のファイルは上書きしない）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: Option<PathBuf>,
    /// themes/ の中のテーマの名前
    #[arg(long, default_value = "standard", value_name = "名前")]
    pub theme: String,
}

/// The arguments of `planbook keep`.
#[derive(Debug, clap::Args)]
pub struct KeepArgs {
    /// 案の名前（委員会1 など）
    #[arg(value_name = "名前")]
    pub name: String,
}

/// The form of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StyleArg {
    /// 新旧対照表（「対照表」とも書ける）
    #[value(alias = "対照表", alias = "新旧対照表")]
    Table,
    /// 見え消し（「見え消し」とも書ける）
    #[value(alias = "見え消し")]
    Marks,
    /// 金額などの増減と合計（「増減」とも書ける）
    #[value(alias = "増減")]
    Amounts,
}

impl From<StyleArg> for Style {
    fn from(style: StyleArg) -> Self {
        match style {
            StyleArg::Table => Self::Table,
            StyleArg::Marks => Self::Marks,
            StyleArg::Amounts => Self::Amounts,
        }
    }
}

/// What of a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnlyArg {
    /// 金額と数値
    Figures,
    /// 名前と文章
    Text,
    /// 評価
    Ratings,
}

impl From<OnlyArg> for Only {
    fn from(only: OnlyArg) -> Self {
        match only {
            OnlyArg::Figures => Self::Figures,
            OnlyArg::Text => Self::Text,
            OnlyArg::Ratings => Self::Ratings,
        }
    }
}

/// The format of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DiffFormat {
    /// 人が読む形
    #[default]
    Human,
    /// すべての値を1行ずつ、表計算ソフトで開くCSVに
    Csv,
    /// すべてを1つのJSONに
    Json,
    /// 変更と増減の一覧を、Excelのワークブックに
    Xlsx,
    /// テーマの見た目の、ブラウザで開くページに
    Html,
    /// テーマの見た目のPDFに
    Pdf,
}
