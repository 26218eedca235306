//! The `planbook` command; everything it does is in the library.

fn main() -> std::process::ExitCode {
    planbook::cli::run()
}
