//! Templates of a theme's own: those in `templates/pages/` are pages, with everything that all templates have,
//! and mistakes in any are told in the author's language.

use std::fs;

use crate::support::{Book, files, project};

/// A book with a theme of its own.
fn town() -> Book {
    let town = Book::init();
    for (name, bytes) in files(&project().join("themes/standard")) {
        let path = town.path(&format!("themes/own/{name}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    town
}

#[test]
fn a_template_of_a_themes_own_is_a_page() {
    let town = town();
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

/// A page of a theme's own with one mistake on its third line, the column, and what is told of it.
const MISTAKES: [(&str, usize, &str, &str); 24] = [
    ("{{ conuts.projects }}", 4, "変数「conuts」はありません", "「counts」のことですか"),
    ("{{ counts.project }}", 11, "項目「project」はありません", "「projects」のことですか"),
    (
        "{{ meta.mail.address }}",
        9,
        "項目「mail」はありません",
        "ここにあるのは adopted、as_of、code、",
    ),
    ("{{ meta.plan | uppr }}", 16, "フィルター「uppr」はありません", "「upper」のことですか"),
    (
        "{{ goals[0].route | link }}",
        21,
        "フィルター「link」はありません",
        "url、encoded、unbroken、amount",
    ),
    (
        "{{ \"asets/icon.svg\" | url }}",
        23,
        "「asets/icon.svg」へのリンクがありますが",
        "assets/ から書きます",
    ),
    ("{{ chrat(id=\"ratings\") }}", 4, "関数「chrat」はありません", "「chart」のことですか"),
    ("{{<amuont value={goals} />}}", 3, "部品「amuont」はありません", "{% component"),
    ("{% include \"nothing.html\" %}", 12, "雛形「nothing.html」はありません", "名前と場所"),
    ("{% if counts.projects %}", 0, "閉じていない", "{% endif %}"),
    ("{{ counts. }}", 12, "` がありますが、ここに書けるのは 名前 です", "名前のない点"),
    ("{{ \"open }}", 4, "引用符がありません", "引用符には引用符"),
    ("{# open", 1, "#} がありません", "閉じるもの"),
    ("{% fro goal in goals %}{% endfro %}", 4, "ここに書けないタグ", "「for」のことですか"),
    ("{% for one in counts.projects %}{% endfor %}", 15, "数はくり返せません", "planbook view"),
    ("{{ goals + 1 }}", 4, "一覧", "`.value` が数"),
    (
        "{% if meta.draft %}{% elseif meta.sample %}{% endif %}",
        23,
        "ここに書けないタグ",
        "「elif」のことですか",
    ),
    (
        "{% for goal in goals %}<p>{% endif %}",
        30,
        "ここに書けないタグ",
        "閉じていない {% if %}、{% for %}",
    ),
    (
        "{% if meta.draft && meta.sample %}{% endif %}",
        18,
        "書けない文字",
        "「&&」は「and」と書きます",
    ),
    ("{% if !meta.draft %}{% endif %}", 7, "名前", "「!」は「not」と書きます"),
    ("{{ meta.plan ｜ upper }}", 14, "書けない文字", "「｜」は「|」と書きます"),
    ("{{\u{3000}meta.plan }}", 3, "書けない文字", "全角の空白"),
    ("{{ goals[\"0\"].name }}", 10, "[ ] の中は数ですが、文字", "planbook view"),
    ("{{ meta.plan | replace(from=\"a\") }}", 16, "引数「to」がありません", "名前=値"),
];

#[test]
fn mistakes_in_templates_are_told_in_the_authors_language() {
    let town = town();
    let page = "themes/own/site/templates/pages/voices.html";
    let build = |language: &[&str]| {
        let arguments = [&["build", "--theme", "own", "--only", "html"], language].concat();
        town.run(&arguments)
    };
    for (mistake, column, message, advice) in MISTAKES {
        town.write(page, format!("<p>\n</p>\n{mistake}\n"));
        let run = build(&[]);
        assert!(run.code == 1 && run.err.contains("PB0501"), "{mistake}: {}", run.err);
        // What is left open is seen at the end of the file.
        let line = if column == 0 {
            "voices.html:4:1：".to_owned()
        } else {
            format!("voices.html:3:{column}：")
        };
        for words in [&*format!("テーマの site/templates/pages/{line}"), message, advice] {
            assert!(run.err.contains(words), "{mistake}: {words}\n{}", run.err);
        }
        assert!(column == 0 || run.err.contains(&format!("（その行：{mistake}）")), "{}", run.err);
        let run = build(&["--lang", "en"]);
        assert!(run.code == 1 && run.err.contains("PB0501"), "{mistake}: {}", run.err);
        let ascii = run.err.replace(mistake, "");
        assert!(ascii.is_ascii(), "{mistake}: {}", run.err);
    }
    // A component says from where it is used.
    town.write(page, "{% include \"pages/part.html\" %}");
    town.write("themes/own/site/templates/pages/part.html", "{{ goal.naem }}");
    let run = build(&[]);
    assert!(run.err.contains("pages/part.html:1:4：変数「goal」はありません"), "{}", run.err);
    assert!(run.err.contains("site/templates/pages/voices.html:1:"), "{}", run.err);
    assert!(run.err.contains("から使われています"), "{}", run.err);
    // Of several, all are told.
    town.write(page, "{{ meta.plan | uppr }}\n{{ meta.plan | lowr }}");
    town.remove("themes/own/site/templates/pages/part.html");
    let run = build(&[]);
    assert!(run.err.contains("「uppr」") && run.err.contains("ほかにも：テーマの"), "{}", run.err);
    assert!(run.err.contains("voices.html:2:16：フィルター「lowr」"), "{}", run.err);
    town.remove(page);
    // What every page has is told once.
    let base = "themes/own/site/templates/base.html";
    let whole = town.read(base);
    town.edit_first(base, "</main>", "<a href=\"{{ \"abuot/\" | url }}\">x</a></main>");
    let run = build(&[]);
    assert!(run.code == 1 && run.err.contains("「abuot/」へのリンク"), "{}", run.err);
    assert_eq!(run.err.matches("PB0501").count(), 1, "{}", run.err);
    town.write(base, whole);
    // Charts and forms have templates as well.
    town.edit_first("themes/own/charts/head.svg", "chart.title", "chart.titel");
    let run = build(&[]);
    assert!(
        run.err.contains("PB0503") && run.err.contains("テーマの charts/head.svg:1:"),
        "{}",
        run.err
    );
    assert!(run.err.contains("「title」のことですか"), "{}", run.err);
}

#[test]
fn mistakes_in_page_templates_are_told_in_the_authors_language() {
    let town = town();
    let cases = [
        (
            "pdf/cover.typ",
            "meta.vision_subtitle",
            "meta.vision_subtitel",
            "テーマの pdf/cover.typ:",
            "項目「vision_subtitel」はありません",
        ),
        (
            "pdf/main.typ",
            "\"cover.typ\"",
            "\"kover.typ\"",
            "pdf/main.typ:6:8：",
            "「pdf/kover.typ」がありません",
        ),
        (
            "theme.yaml",
            "  goal-0: ",
            "  goal-x: ",
            "pdf/style.typ:",
            "目標の色 goal-0 と goal-0-tint の book",
        ),
        ("theme.yaml", "inside: 22", "inside: 200", "pdf/style.typ:", "余白が、用紙より広く"),
    ];
    for (name, before, after, place, message) in cases {
        let file = format!("themes/own/{name}");
        let whole = town.read(&file);
        town.edit_first(&file, before, after);
        let run = town.run(&["build", "--theme", "own", "--only", "pdf", "--no-volumes"]);
        assert!(run.code == 1 && run.err.contains("PB0513"), "{after}: {}", run.err);
        assert!(run.err.contains(place) && run.err.contains(message), "{after}: {}", run.err);
        assert!(!run.err.contains("error:"), "{after}: {}", run.err);
        town.write(&file, whole);
    }
}

#[test]
fn what_browsers_pass_over_in_style_sheets_is_told() {
    let town = town();
    let sheet = "themes/own/site/assets/style.css";
    let whole = town.read(sheet);
    let build = || town.run(&["build", "--theme", "own", "--only", "html"]).succeeds();
    let warns_of = |words: &str| {
        let run = build();
        assert!(run.err.contains("PB0521") && run.err.contains(words), "{words}: {}", run.err);
    };
    let run = build();
    assert!(!run.err.contains("PB0521"), "{}", run.err);
    town.write(sheet, whole.replacen("var(--accent)", "var(--acent)", 1));
    warns_of("「--acent」はどこにも決められていません");
    town.write(sheet, format!("{whole}\n.own {{ background: url(own.png); }}\n"));
    warns_of("ファイル「own.png」がありません");
    town.write(sheet, whole.replacen('}', "", 1));
    warns_of("「{」が閉じていません");
    town.write(sheet, [&b"/* \x92\xac */\n"[..], whole.as_bytes()].concat());
    warns_of("site/assets/style.css：文字コードが UTF-8 ではない");
}

#[test]
fn a_folder_that_is_no_theme_says_what_it_lacks() {
    let town = town();
    let build = |theme: &str| town.run(&["build", "--theme", theme, "--only", "html"]);
    let run = build("onw");
    assert!(run.code == 1 && run.err.contains("あるのは own、standard です"), "{}", run.err);
    town.remove("themes/own/site/templates/policy.html");
    let run = build("own");
    assert!(run.code == 1 && run.err.contains("雛形「policy.html」がありません"), "{}", run.err);
    assert!(run.err.contains("themes/standard/ の同じところから写して"), "{}", run.err);
    town.remove("themes/own/site/assets");
    let run = build("own");
    assert!(run.code == 1 && run.err.contains("themes/own/site/assets"), "{}", run.err);
    assert!(run.err.contains("themes/standard/ から写して"), "{}", run.err);
    town.remove("themes/own/theme.yaml");
    let run = build("own");
    assert!(run.code == 1 && run.err.contains("theme.yaml がありません"), "{}", run.err);
}

#[test]
fn a_font_that_is_not_installed_is_named_with_one_like_it() {
    let town = town();
    town.edit_first("themes/own/theme.yaml", "BIZ UDPGothic", "BIZ UDPGothik");
    let run = town.run(&["build", "--theme", "own", "--only", "pdf", "--no-volumes"]);
    assert!(run.code == 2 && run.err.contains("PB0512"), "{}", run.err);
    assert!(run.err.contains("fonts に書く名前は「BIZ UDPGothic」のことですか"), "{}", run.err);
    town.edit_first("themes/own/theme.yaml", "BIZ UDPGothik", "町の書体");
    let run = town.run(&["doctor", "--theme", "own"]);
    assert!(run.err.contains("町の書体") && !run.err.contains("のことですか"), "{}", run.err);
    assert!(run.err.contains("TYPST_FONT_PATHS") && !run.err.contains("apt-get"), "{}", run.err);
}

#[test]
fn a_theme_without_charts_makes_a_book_without_any() {
    let town = town();
    town.remove("themes/own/charts");
    town.run(&["build", "--theme", "own", "--no-volumes"]).succeeds();
    assert!(!town.read("output/index.html").contains("class=\"chart"));
}
