//! Parts that are texts of their own reach every output, and the files and the parts must match.

use crate::support::{Book, Published, squeeze, text_of_html};

const GREETING: &str = "町民のみなさんとともに歩むため、この計画を定めました。施策は[](page:policies)ページにあります。

## 計画に込めた願い

- 支え合う地域をつくる
";

const GLOSSARY: &str = "| 用語 | 意味 |
|---|---|
| 関係人口 | 移り住まずに、地域と関わり続ける人々 |
";

/// A book with a text before the contents, and one after the policies.
fn book() -> Book {
    let book = Book::init();
    book.edit(
        "content/plan.yaml",
        "    - { id: contents, kind",
        "    - { id: greeting, kind: text, title: ごあいさつ }\n    - { id: contents, kind",
    );
    book.edit(
        "content/plan.yaml",
        "kind: policies, title: 施策シート }\n",
        "kind: policies, title: 施策シート }\n    - { id: glossary, kind: text, title: 用語の説明 }\n",
    );
    book.write("content/parts/greeting.md", GREETING);
    book.write("content/parts/glossary.md", GLOSSARY);
    book
}

#[test]
fn a_book_without_the_part_needs_no_text_of_the_overview() {
    let book = Book::init();
    book.edit(
        "content/plan.yaml",
        "    - { id: overview, kind: overview, title: \"{document}について\" }\n",
        "",
    );
    book.remove("content/overview.md");
    let published = Published::of(&book);
    assert!(!published.folder.join("overview").exists());
    for page in ["index.html", "policies/1-1-01/index.html", "about/index.html"] {
        assert!(!published.html(page).contains("overview/"), "{page}");
    }
}

#[test]
fn a_text_of_its_own_is_in_every_output() {
    let book = book();
    let published = Published::of(&book);
    let pages: Vec<String> = published.pdf.pages.iter().map(|page| squeeze(page)).collect();
    let page_with = |words: &str| pages.iter().position(|page| page.contains(words));
    // The cover, the text, the contents; the other one is last.
    assert_eq!(page_with("町民のみなさんとともに"), Some(1));
    assert!(
        pages[1].contains("支え合う地域をつくるii第6次"),
        "numbered as front matter: {}",
        pages[1]
    );
    assert_eq!(page_with("関係人口"), Some(pages.len() - 1));
    for (id, title, words) in [
        ("greeting", "ごあいさつ", "支え合う地域をつくる"),
        ("glossary", "用語の説明", "地域と関わり続ける人々"),
    ] {
        let html = published.html(&format!("parts/{id}/index.html"));
        let text = text_of_html(&html);
        assert!(text.contains(title) && text.contains(words), "{text}");
        assert!(!html.contains("href=\"\""), "{html}");
        let start = published.html("index.html");
        assert!(start.contains(&format!("parts/{id}/")), "{id} in the start page");
        assert!(published.html("search/index.js").contains(words), "{words}");
        let texts = published.html("data/texts.csv");
        assert!(texts.contains(&format!("part,{id},")) && texts.contains(words), "{texts}");
        assert!(published.html("data/plan.json").contains(words));
    }
    let codes = published.html("data/codes.csv");
    let is_part = |line: &str| line.contains("subject,文章の対象,") && line.contains(",part,");
    assert!(codes.lines().any(is_part), "{codes}");
    let crosswalk = published.html("data/pages.csv");
    assert!(crosswalk.lines().any(|line| line.contains("greeting") && line.contains(",ii,")));
    // The text stands in the volume of the parts before the policies, too.
    assert!(crosswalk.lines().filter(|line| line.contains("greeting")).count() == 2, "{crosswalk}");
}

#[test]
fn parts_and_files_must_match() {
    let found = |edit: &dyn Fn(&Book), words: &[&str]| {
        let book = book();
        edit(&book);
        book.has_one_finding(words);
    };
    found(
        &|book| book.remove("content/parts/glossary.md"),
        &["PB0205", "部「glossary」の文章のファイルがありません", "content/parts/glossary.md に"],
    );
    found(
        &|book| {
            book.remove("content/parts/glossary.md");
            book.write("content/parts/glosary.md", GLOSSARY);
        },
        &["content/parts/glosary.md のことですか"],
    );
    found(
        &|book| book.write("content/parts/annex.md", "資料"),
        &["PB0205", "{ id: annex, kind: text, title: 見出し }"],
    );
    found(
        &|book| book.write("content/parts/more/annex.md", "資料"),
        &["PB0004", "parts/ のすぐ下に"],
    );
    found(
        &|book| book.write("content/parts/greeting.md", "今年度の重点は9ページにあります。\n"),
        &["PB0222", "部の名前で書いてください"],
    );
    found(
        &|book| book.write("content/parts/greeting.md", "# 題名\n\n本文\n"),
        &["PB0320", "ページの題名だけに"],
    );
}

/// Bold without spaces around it, as Japanese is written, is on the words that its author has put it on.
#[test]
fn several_bold_words_in_a_sentence_are_bold_and_no_others() {
    let book = Book::init();
    let sentences = [
        (
            "二つある**「太字」**と**「もう一つ」**です。",
            "二つある<strong>「太字」</strong>と<strong>「もう一つ」</strong>です。",
        ),
        (
            "終わりの**達成。**次の文と**普通の語**です。",
            "終わりの<strong>達成。</strong>次の文と<strong>普通の語</strong>です。",
        ),
        (
            "- **（1）**と**（2）**と**（3）**",
            "<strong>（1）</strong>と<strong>（2）</strong>と<strong>（3）</strong>",
        ),
        (
            "前の**「一」**と**二**と**「三」**まで。",
            "前の<strong>「一」</strong>と<strong>二</strong>と<strong>「三」</strong>まで。",
        ),
        ("一つの**「太字」**だけです。", "一つの<strong>「太字」</strong>だけです。"),
        ("これは***「強調」***です。", "これは<strong><em>「強調」</em></strong>です。"),
        (
            "**全部が**太い**ことも**ある。",
            "<strong>全部が</strong>太い<strong>ことも</strong>ある。",
        ),
    ];
    let lines: Vec<_> = sentences.iter().map(|(sentence, _)| *sentence).collect();
    let overview = book.read("content/overview.md");
    book.write("content/overview.md", format!("{overview}\n{}\n", lines.join("\n\n")));
    book.build(&["--only", "site"]).succeeds();
    let html = book.read("output/overview/index.html");
    for (sentence, expected) in sentences {
        assert!(html.contains(expected), "{sentence}: {html}");
    }
}
