//! Templates of a theme's own in `templates/pages/` are pages, with everything that all templates have.

use std::fs;

use crate::support::{Book, files, project};

#[test]
fn a_template_of_a_themes_own_is_a_page() {
    let town = Book::init();
    for (name, bytes) in files(&project().join("themes/standard")) {
        let path = town.path(&format!("themes/own/{name}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let page = "{% extends \"single.html\" %}
{% block page %}{%- set title = \"町の声\" %}{%- set description = \"町の声です。\" %}{% endblock page %}
{% block body %}<p>差は{{ (goals[0].totals.budget[1].value - goals[0].totals.budget[0].value) | amount }}。\
        <a href=\"{{ goals[0].route | url }}\">{{ counts.projects }}事業</a></p>{% endblock body %}";
    town.write("themes/own/site/templates/pages/voices.html", page);
    // Not in place of a page of every book.
    town.write("themes/own/site/templates/pages/about.html", "<p>別のもの</p>");
    town.build(&["--theme", "own", "--only", "html"]).succeeds();
    let html = town.read("output/voices/index.html");
    assert!(html.contains("<h1>町の声</h1>"), "{html}");
    assert!(html.contains("href=\"../policies/index.html#goal-1\""), "{html}");
    let goals = serde_json::from_str::<serde_json::Value>(&town.run(&["view"]).succeeds().out);
    let goals = goals.expect("the view");
    let of = |year: usize| goals["goals"][0]["totals"]["budget"][year]["value"].as_i64();
    let difference = of(1).zip(of(0)).map(|(after, before)| after - before).expect("amounts");
    let digits = crate::support::with_commas(&difference.unsigned_abs().to_string());
    let sign = if difference < 0 { "△" } else { "" };
    assert!(html.contains(&format!("差は{sign}{digits}。")), "{difference}: {html}");
    assert!(!town.read("output/about/index.html").contains("別のもの"));
}
