//! The arguments of `planbook build --print-shop`. Doc comments in Japanese are the help texts.

use crate::render::print::PrintShop;

/// How the PDF for a printing house is made.
#[derive(Debug, clap::Args)]
pub struct PrintShopArgs {
    /// 印刷所に渡すPDF（塗り足し、仕上がりの枠、トンボのあるもの）を作る。読むためのPDFは変わらない。
    /// 置き場所は、書かなければ output-print/
    #[arg(long, conflicts_with_all = ["only", "no_volumes", "max_sheets", "policy", "edition", "editions", "form"])]
    pub print_shop: bool,
    /// 印刷所に渡すPDFの塗り足し（ミリメートル。10まで）
    #[arg(long, default_value = "3", value_name = "ミリ", requires = "print_shop", value_parser = clap::value_parser!(u8).range(0..=10))]
    pub bleed: u8,
    /// 印刷所に渡すPDFの、とじる側に加え、外側から減らす余白（ミリメートル。10まで）
    #[arg(long, default_value = "0", value_name = "ミリ", requires = "print_shop", value_parser = clap::value_parser!(u8).range(0..=10))]
    pub gutter: u8,
    /// 印刷所に渡すPDFに、トンボを付けない
    #[arg(long, requires = "print_shop")]
    pub no_marks: bool,
}

impl PrintShopArgs {
    /// What they ask for; none where the book is built for reading.
    pub fn wanted(&self) -> Option<PrintShop> {
        let Self { print_shop, bleed, gutter, no_marks } = *self;
        print_shop.then_some(PrintShop { bleed, gutter, marks: !no_marks })
    }
}
