//! The words that the command line itself says: help and refusals, of which clap has its own in
//! English alone, and the arguments theirs in Japanese alone.
//!
//! This module must not know what the commands do.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches, ValueEnum};

use super::args::{Args, Format, LangArg, Only};
use super::english;
use crate::diag::{Lang, Text};

/// Where a refusal points to.
const MORE: &str = "くわしくは planbook --help";

/// What there is to say instead of running a command.
#[derive(Debug)]
pub struct Said {
    /// The words.
    pub words: String,
    /// Whether they were asked for.
    pub asked: bool,
}

/// Reads `words`, the first of which is the program.
///
/// # Errors
/// Help that is asked for, or what is wrong with them, in the language they ask for, which comes
/// beside.
pub fn read(words: Vec<OsString>) -> Result<Args, (Said, Lang)> {
    let lang = language(&words);
    let mut command = command(lang);
    let read = command
        .try_get_matches_from_mut(with_help(words))
        .and_then(|found| Args::from_arg_matches(&found));
    read.map_err(|error| (said(&error, lang), lang))
}

/// Arguments that are read well, and yet cannot be followed.
pub fn refused(why: &Text, lang: Lang) -> Said {
    let words = match lang {
        Lang::Ja => format!("エラー: {}\n\n{MORE}", why.ja),
        Lang::En => format!("error: {}\n\nFor more information, try '--help'.", why.en),
    };
    Said { words, asked: false }
}

/// What to say instead of what `error` says.
fn said(error: &clap::Error, lang: Lang) -> Said {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let asked = matches!(error.kind(), DisplayHelp | DisplayVersion);
    let is_help = asked || error.kind() == DisplayHelpOnMissingArgumentOrSubcommand;
    let rendered = error.render().to_string();
    let words = match lang {
        Lang::En => rendered,
        Lang::Ja if is_help => in_japanese(&rendered),
        Lang::Ja => refusal(error),
    };
    Said { words: words.trim_end().to_owned(), asked }
}

/// The language that `words` ask for, before they are known to be right.
fn language(words: &[OsString]) -> Lang {
    let next = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| &pair[1]);
    if words.iter().any(|word| word == "--lang=en") || next.is_some_and(|next| next == "en") {
        Lang::En
    } else {
        Lang::Ja
    }
}

/// `help build` is meant as `build --help`.
fn with_help(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The arguments with all their words in `lang`.
fn command(lang: Lang) -> Command {
    let version = match lang {
        Lang::Ja => "版を示す",
        Lang::En => "Print the version",
    };
    let version =
        Arg::new("version").short('V').long("version").action(ArgAction::Version).help(version);
    let command = Args::command().disable_help_subcommand(true).disable_version_flag(true);
    worded(command.arg(version), "", lang)
}

/// `command`, which is called `path`, with its words in `lang`.
fn worded(command: Command, path: &str, lang: Lang) -> Command {
    let help = match lang {
        Lang::Ja => "この説明を示す（-h は短く）",
        Lang::En => "Print this help (-h: in short)",
    };
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help);
    let mut command = command.disable_help_flag(true).arg(help);
    match lang {
        Lang::Ja => {
            let (arguments, commands) =
                (command.get_positionals().next().is_some(), command.has_subcommands());
            let part = |is_there: bool, part: &'static str| if is_there { part } else { "" };
            command = command.subcommand_value_name("コマンド").help_template(format!(
                "{{about-with-newline}}\n使い方: {{usage}}\n{}{}\nオプション:\n{{options}}",
                part(commands, "\nコマンド:\n{subcommands}\n"),
                part(arguments, "\n引数:\n{positionals}\n"),
            ));
        }
        Lang::En => {
            if let Some(about) = english::of(path) {
                command = command.about(about).long_about(about);
            }
            command = command.mut_args(|arg| in_english(arg, path));
        }
    }
    command.mut_subcommands(|inner| {
        let path = format!("{path} {}", inner.get_name());
        worded(inner, path.trim_start(), lang)
    })
}

/// `arg` of the command called `path` with its words in English.
fn in_english(arg: Arg, path: &str) -> Arg {
    let id = arg.get_id().to_string();
    let arg = match id.as_str() {
        "only" => arg.value_parser(choices::<Only>()),
        "format" => arg.value_parser(choices::<Format>()),
        "lang" => arg.value_parser(choices::<LangArg>()),
        _ => arg,
    };
    let name = format!("{path}.{id}");
    let Some(words) = english::of(&name).or_else(|| english::of(&format!(".{id}"))) else {
        return arg;
    };
    let takes_a_value = arg.get_action().takes_values();
    match english::value_name(&id).filter(|_| takes_a_value) {
        Some(value) => arg.help(words).value_name(value),
        None => arg.help(words),
    }
}

/// The choices of `T` with what each means in English.
fn choices<T: ValueEnum + Clone + Send + Sync + 'static>() -> impl TypedValueParser<Value = T> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let worded = values.map(|value: PossibleValue| {
        let help = english::of(&format!("={}", value.get_name())).unwrap_or_default();
        value.help(help)
    });
    PossibleValuesParser::new(worded).try_map(|name| T::from_str(&name, false))
}

/// Help in which clap's own words are Japanese.
fn in_japanese(help: &str) -> String {
    const WORDS: [(&str, &str); 5] = [
        ("[OPTIONS]", "[オプション]"),
        ("[default: ", "[初めは "),
        ("[possible values: ", "[選べるもの: "),
        ("Possible values:", "選べるもの:"),
        ("[PROGRAM]...", ""),
    ];
    WORDS.iter().fold(help.to_owned(), |help, (english, japanese)| help.replace(english, japanese))
}

/// What is wrong with the arguments, and how they are written.
fn refusal(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let why = std::error::Error::source(error).map(ToString::to_string);
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} に値がありません"),
        ErrorKind::InvalidValue => format!("{argument} に「{value}」は使えません"),
        // What the library says of a number is in English.
        ErrorKind::ValueValidation => match why.filter(|why| !why.is_ascii()) {
            Some(why) => format!("{argument} の「{value}」：{why}"),
            None => format!("{argument} の「{value}」は、ここに書ける整数ではありません"),
        },
        ErrorKind::UnknownArgument => format!("「{argument}」という指定はありません"),
        ErrorKind::InvalidSubcommand => {
            format!("「{}」というコマンドはありません", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            prior if prior == argument => format!("{argument} は1回だけ書けます"),
            prior => format!("{argument} と {prior} は、いっしょに使えません"),
        },
        ErrorKind::MissingRequiredArgument => format!("{argument} がありません"),
        ErrorKind::MissingSubcommand => "何をするか（コマンド）がありません".to_owned(),
        ErrorKind::TooManyValues => format!("{argument} の「{value}」は余分な値です"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} の値の数が違います")
        }
        ErrorKind::NoEquals => format!("{argument} のあとに「=」が要ります"),
        ErrorKind::InvalidUtf8 => "UTF-8 でない文字があります".to_owned(),
        _ => format!("読めない指定です：{error}"),
    };
    let meant =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .map(text)
            .into_iter()
            .find(|words| !words.is_empty())
            .map(|words| format!("\n  対処: 「{words}」のことですか"));
    let valid = text(ContextKind::ValidValue);
    let valid = (meant.is_none() && !valid.is_empty())
        .then(|| format!("\n  対処: {valid} から選んでください"));
    let usage = in_japanese(&text(ContextKind::Usage)).replace("Usage: ", "使い方: ");
    let usage = if usage.is_empty() { usage } else { format!("\n\n{usage}") };
    format!("エラー: {message}{}{usage}\n\n{MORE}", meant.or(valid).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> Said {
        let words = line.split(' ').map(OsString::from).collect();
        read(words).err().unwrap_or_else(|| panic!("{line} is refused")).0
    }

    /// Every command that is shown, by its path, with its arguments that are.
    fn all(command: &Command, path: &str, out: &mut Vec<(String, Vec<Arg>)>) {
        let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set()).cloned();
        out.push((path.to_owned(), arguments.collect()));
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            all(inner, format!("{path} {}", inner.get_name()).trim_start(), out);
        }
    }

    #[test]
    fn help_is_in_one_language() {
        let mut commands = Vec::new();
        all(&Args::command(), "", &mut commands);
        assert!(commands.len() > 8);
        for (path, _) in &commands {
            for flag in ["-h", "--help"] {
                let line = ["planbook", path, flag].join(" ").replace("  ", " ");
                let japanese = refused(&line);
                assert!(japanese.asked && japanese.words.contains("使い方: "), "{line}");
                for word in
                    ["Usage", "Options", "Arguments", "Commands", "Print", "default", "ossible"]
                {
                    assert!(!japanese.words.contains(word), "{line}: {word} in {}", japanese.words);
                }
                let english = refused(
                    &format!("{line} --lang en")
                        .replace(" -h --lang en", " --lang en -h")
                        .replace(" --help --lang en", " --lang en --help"),
                );
                assert!(english.asked && english.words.is_ascii(), "{line}: {}", english.words);
            }
        }
    }

    #[test]
    fn everything_has_its_english_words() {
        let mut commands = Vec::new();
        all(&Args::command(), "", &mut commands);
        for (path, arguments) in commands {
            assert!(english::of(&path).is_some(), "{path}");
            for arg in arguments {
                let id = arg.get_id();
                let words =
                    english::of(&format!("{path}.{id}")).or_else(|| english::of(&format!(".{id}")));
                assert!(words.is_some(), "{path}.{id}");
                for value in
                    arg.get_possible_values().iter().filter(|_| arg.get_action().takes_values())
                {
                    assert!(english::of(&format!("={}", value.get_name())).is_some(), "{value:?}");
                }
            }
        }
    }

    #[test]
    fn refusals_say_in_japanese_what_is_wrong() {
        for (line, words) in [
            ("planbook bild", "「bild」というコマンドはありません\n  対処: 「build」のことですか"),
            ("planbook build --only htm", "に「htm」は使えません\n  対処: 「html」のことですか"),
            ("planbook check --format xml", "対処: human、json、csv、github から選んでください"),
            (
                "planbook build --drft",
                "「--drft」という指定はありません\n  対処: 「--draft」のことですか",
            ),
            ("planbook build --max-sheets 0", "の「0」：1以上の整数を書いてください"),
            ("planbook serve --port 99999", "は、ここに書ける整数ではありません"),
            ("planbook build --strict --relax", "いっしょに使えません"),
            ("planbook init", "<フォルダー> がありません"),
            ("planbook build --theme", "に値がありません"),
            ("planbook build --draft --draft", "は1回だけ書けます"),
            ("planbook check extra", "「extra」"),
        ] {
            let said = refused(line);
            assert!(!said.asked && said.words.contains(words), "{line}: {}", said.words);
            assert!(said.words.contains("くわしくは planbook --help"), "{line}");
            for english in ["error", "Usage", "tip", "OPTIONS", "invalid"] {
                assert!(!said.words.contains(english), "{line}: {}", said.words);
            }
        }
        let english = refused("planbook --lang=en bild");
        assert!(english.words.contains("unrecognized subcommand 'bild'"), "{}", english.words);
    }

    #[test]
    fn help_of_a_command_can_be_asked_for_in_both_ways() {
        assert_eq!(refused("planbook help build").words, refused("planbook build --help").words);
        assert!(!refused("planbook").asked, "nothing to do is a mistake");
    }
}
