//! Values that sources and outputs share: exact decimal numbers, amounts of money, dates, fiscal
//! years and addresses. Each is read with `FromStr` and written with `Display`. Besides, classes of
//! characters, the order of readings in kana, and names that every system allows for files.
//!
//! This module must not know records, files or formats of outputs.

mod address;
mod characters;
mod date;
mod decimal;
mod file_name;
mod fiscal_year;
pub mod kana;
mod money;
mod named_years;
mod year_range;

pub use address::{MailAddress, ParseWebAddressError, PhoneNumber, WebAddress, is_host};
pub use characters::{BOM, is_half_width_kana, is_katakana, is_platform_dependent, without_bom};
pub use date::Date;
pub use decimal::{Decimal, Decimals, NumberLimits};
pub use file_name::{
    LONGEST_PATH, is_legal_name, is_legal_path, is_reserved_name, legal_name, legal_names,
    plain_path,
};
pub use fiscal_year::{FiscalYear, ParseFiscalYearError, PastEra};
pub use money::{Money, MoneyFormat, with_commas};
pub use named_years::NamedYears;
pub use year_range::YearRange;
