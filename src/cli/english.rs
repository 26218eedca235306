//! The English help texts of the arguments; the Japanese ones are in `args`.

/// The help texts: of commands by path, of arguments as `command.argument` or `.argument`, of
/// values as `=value`.
const HELP: &[(&str, &str)] = &[
    (
        "",
        "Makes the site and the PDF of an implementation plan from YAML and Markdown. Run it in the book's folder, which holds content/ and themes/. Exit codes: 0 fine, 1 something to mend, 2 something that is needed is not there.",
    ),
    (".root", "The book's folder"),
    (".lang", "The language of messages"),
    (".help", "Print this help"),
    (".version", "Print the version"),
    ("=ja", "Japanese"),
    ("=en", "English"),
    ("build", "Makes the site and the PDF and puts them into output/"),
    (
        "serve",
        "A preview while writing: the open page changes when a file is saved. Only this machine sees it (127.0.0.1) unless --host is given; then it is opened with the link that is shown. Nothing is written to output/. Ctrl-C ends it.",
    ),
    ("check", "Looks at the sources and shows all there is to mend, without making anything"),
    ("view", "Prints the data that themes get, as JSON"),
    ("explain", "Explains a code such as PB0203, with an example (in Japanese)"),
    (
        "ids",
        "Gives a permanent id to each policy and project without one, and changes nothing else",
    ),
    ("ids.dry_run", "Say how many would get one, and change nothing"),
    ("freeze", "Keeps a final edition in editions/, from which it can be made again"),
    ("freeze.with_output", "Keep what was made, too: PDF, site and open data"),
    ("freeze.replace", "Replace the frozen edition of the same year"),
    (
        "roll",
        "Freezes the edition and moves the book to the next year; says what is to collect and decide",
    ),
    ("roll.to", "The year of the next edition; the next year unless given"),
    ("roll.dry_run", "Say what would change and what is to collect, and change nothing"),
    ("roll.with_output", "Keep what was made, too: PDF, site and open data"),
    ("export", "Makes a workbook for each section, to be filled in and sent back"),
    ("export.section", "Only for this section"),
    ("export.round", "The number of the round; the last one that was sent unless given, or 1"),
    (
        "export.output",
        "Where the workbooks go; a folder for inquiries in the book's folder unless given. A file with other contents is not overwritten",
    ),
    (
        "import",
        "Reads workbooks that came back, and writes the answers into the sources; shows what cannot be taken or disagrees",
    ),
    ("import.paths", "Workbooks (.xlsx), or folders with workbooks"),
    (
        "import.report",
        "A workbook with the values that are written and what was found; a file that is there is not overwritten",
    ),
    (
        "import.new",
        "Make a first book out of a spreadsheet of your own, with --mapping; never over a book",
    ),
    ("import.mapping", "The file that says which column of the spreadsheet is which field"),
    ("import.dry_run", "Say what would change and what cannot be taken, and change nothing"),
    (
        "import.accept_deletions",
        "Delete the values of emptied cells, and the projects whose rows are gone",
    ),
    ("status", "Shows how far the collection has come, by section"),
    ("status.section", "Only this section"),
    ("status.format", "How to show it"),
    ("status.remind", "Write a text to each section that has not answered all into this folder"),
    ("status.due", "The date to name in the texts, as it is written"),
    ("schema", "Writes the JSON Schemas that help editors to content/schemas/"),
    ("init", "Writes a small book of another town, to begin one's own from"),
    ("doctor", "Shows what this machine lacks, and how to get it"),
    ("build.only", "What to make"),
    ("=all", "Everything"),
    ("=html", "The site and the open data, with the PDF that is there"),
    ("=site", "The pages of the site, with the PDF and the data that are there"),
    ("=pdf", "The PDF, with the site that is there"),
    ("=data", "The open data, with the site and the PDF that are there"),
    ("build.no_volumes", "Make no volumes (faster)"),
    (
        "build.max_sheets",
        "How many policies one PDF may hold; a book of more is set in volumes alone",
    ),
    ("build.policy", "Only the sheet of this policy as a PDF, with --only pdf; may be repeated"),
    ("build.output", "Where it goes; output/ in the book's folder unless given"),
    (".theme", "The theme's name in themes/"),
    (
        "build.adopt",
        "Take over an output folder that planbook did not mark as its own: what planbook makes there is replaced, the rest stays",
    ),
    ("build.draft", "Mark every page as a draft; what is not written yet does not stop it"),
    (
        "build.relax",
        "Build though the page contract is broken or text leaves its place, and mark every page as not final",
    ),
    ("build.strict", "Let warnings stop it, too"),
    (
        "build.edition",
        "Build this frozen edition of editions/, and see whether it is as it was frozen; it goes to output-R6/ and the like unless --output is given",
    ),
    ("build.no_cache", "Make everything anew"),
    (".format", "How to show what was found"),
    ("=human", "For people"),
    ("=json", "JSON: one object a line, or one alone for a status"),
    ("=csv", "CSV for spreadsheet software"),
    ("=xlsx", "A workbook with the sections and what is awaited, on standard output"),
    ("=github", "Annotations for GitHub"),
    (".max", "How many findings to show at most; the rest is counted"),
    ("serve.open", "Open the browser"),
    ("serve.port", "The port; 0 is any that is free"),
    (
        "serve.host",
        "Let other machines see it: an address or name of this machine; 0.0.0.0 is all of them",
    ),
    ("serve.policy", "Show what concerns this policy first; may be repeated"),
    ("serve.section", "Show what concerns the policies of this section first"),
    (
        "serve.editor",
        "The editor that opens sources: vscode, vscodium, cursor, or an address with {file} {line} {column}; without it, the place is copied",
    ),
    ("serve.poll", "Look for changed files once a second, as on network drives"),
    (
        "serve.output",
        "Where the PDFs are; output/ in the book's folder unless given. Nothing is written there",
    ),
    ("check.section", "Show and judge only what concerns this section"),
    ("check.strict", "Let warnings set the exit code to 1, too"),
    ("view.schema", "Print what its fields are instead, as a JSON Schema"),
    ("explain.code", "A code such as PB0203; without it, all are listed"),
    ("init.folder", "The folder to make, which does not exist yet or is empty"),
];

/// The English help text of `name`.
pub fn of(name: &str) -> Option<&'static str> {
    HELP.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The English name of the value of the argument `id`.
pub fn value_name(id: &str) -> Option<&'static str> {
    Some(match id {
        "root" | "output" | "folder" | "remind" => "FOLDER",
        "due" => "DATE",
        "paths" | "report" | "mapping" => "FILE",
        "theme" | "section" => "NAME",
        "policy" | "port" | "max_sheets" | "max" | "round" => "NUMBER",
        "host" => "ADDRESS",
        "editor" => "EDITOR",
        "code" => "CODE",
        "lang" => "LANGUAGE",
        "edition" | "to" => "YEAR",
        "only" => "WHAT",
        "format" => "FORM",
        _ => return None,
    })
}
