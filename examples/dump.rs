use planbook::*;
fn main() {
    let mut s = diag::Sink::new();
    let src = source::Sources::load(std::path::Path::new("."), &mut s);
    let d = parse::parse(&src, &mut s);
    let b = resolve::resolve(d, &mut s);
    let r = diag::HumanRenderer {
        lang: diag::Lang::Ja,
        color: false,
    };
    for d in s.into_sorted() {
        eprintln!("{}", r.render(&d, &src));
    }
    if let Some(b) = b {
        println!(
            "{}",
            serde_json::to_string_pretty(&view::View::new(&b)).unwrap()
        );
    }
}
