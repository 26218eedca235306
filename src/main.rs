//! The `planbook` command; everything it does is in the library.

/// A book is many small texts, made and dropped on all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    planbook::cli::run()
}
