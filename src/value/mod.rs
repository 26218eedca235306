//! Values that sources and outputs share: exact decimal numbers, amounts of money, dates, fiscal
//! years and addresses. Each is read with `FromStr` and written with `Display`.
//!
//! This module must not know records, files or formats of outputs.

mod address;
mod date;
mod decimal;
mod fiscal_year;
mod money;
mod year_range;

pub use address::{MailAddress, ParseWebAddressError, PhoneNumber, WebAddress, is_host};
pub use date::Date;
pub use decimal::{Decimal, Decimals};
pub use fiscal_year::{FiscalYear, ParseFiscalYearError};
pub use money::{Money, MoneyFormat, with_commas};
pub use year_range::YearRange;
