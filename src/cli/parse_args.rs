//! Parses the arguments, with help and error messages in the requested language: clap's own are in
//! English, and those of the arguments in Japanese.
//!
//! This module must not know what the commands do.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches, ValueEnum};

use super::args::{
    Args, DiffFormat, EditionsArg, Format, LangArg, OnlyArg, OutputsArg, ShapeArg, StatusFormat,
    StyleArg, VerifyFormat,
};
use super::english;
use crate::diag::{Lang, Text};

/// The last line of error messages.
const SEE_HELP: &str = "くわしくは planbook --help";

/// A message that is printed instead of running a command.
#[derive(Debug)]
pub struct Message {
    /// The text.
    pub text: String,
    /// Whether it was requested: help or the version, not an error.
    pub requested: bool,
}

/// Parses the command line `words`, starting with the program name.
///
/// # Errors
/// The requested help, or an error message, together with its language.
pub fn parse_args(words: Vec<OsString>) -> Result<Args, (Message, Lang)> {
    let lang = requested_language(&words);
    let mut command = command(lang);
    let args = command
        .try_get_matches_from_mut(help_as_flag(words))
        .and_then(|matches| Args::from_arg_matches(&matches));
    args.map_err(|error| (message_of(&error, lang), lang))
}

/// The message of an error in arguments that were parsed successfully.
pub fn usage_error(error: &Text, lang: Lang) -> Message {
    let text = match lang {
        Lang::Ja => format!("エラー: {}\n\n{SEE_HELP}", error.ja),
        Lang::En => format!("error: {}\n\nFor more information, try '--help'.", error.en),
    };
    Message { text, requested: false }
}

/// The message of a clap error, in `lang`.
fn message_of(error: &clap::Error, lang: Lang) -> Message {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let requested = matches!(error.kind(), DisplayHelp | DisplayVersion);
    let is_help = requested || error.kind() == DisplayHelpOnMissingArgumentOrSubcommand;
    let rendered = error.render().to_string();
    let text = match lang {
        Lang::En => rendered,
        Lang::Ja if is_help => in_japanese(&rendered),
        Lang::Ja => japanese_error(error),
    };
    Message { text: text.trim_end().to_owned(), requested }
}

/// The language requested by the command line `words`, which may be invalid.
fn requested_language(words: &[OsString]) -> Lang {
    let next = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| &pair[1]);
    if words.iter().any(|word| word == "--lang=en") || next.is_some_and(|next| next == "en") {
        Lang::En
    } else {
        Lang::Ja
    }
}

/// Replaces `help build` by `build --help`.
fn help_as_flag(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The clap command with all texts in `lang`.
pub(super) fn command(lang: Lang) -> Command {
    let version = match lang {
        Lang::Ja => "版を示す",
        Lang::En => "Print the version",
    };
    let version =
        Arg::new("version").short('V').long("version").action(ArgAction::Version).help(version);
    let command = Args::command().disable_help_subcommand(true).disable_version_flag(true);
    localized(command.arg(version), "", lang)
}

/// `command`, whose path is `path`, with its texts in `lang`.
fn localized(command: Command, path: &str, lang: Lang) -> Command {
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
        localized(inner, path.trim_start(), lang)
    })
}

/// `arg` of the command `path` with its texts in English.
fn in_english(arg: Arg, path: &str) -> Arg {
    let id = arg.get_id().to_string();
    let arg = match id.as_str() {
        "only" if path == "diff" => arg.value_parser(choices::<OnlyArg>(path)),
        "only" => arg.value_parser(choices::<OutputsArg>(path)),
        "editions" => arg.value_parser(choices::<EditionsArg>(path)),
        "like" => arg.value_parser(choices::<ShapeArg>(path)),
        "style" => arg.value_parser(choices::<StyleArg>(path)),
        "format" if path == "status" => arg.value_parser(choices::<StatusFormat>(path)),
        "format" if path == "verify" => arg.value_parser(choices::<VerifyFormat>(path)),
        "format" if path == "diff" => arg.value_parser(choices::<DiffFormat>(path)),
        "format" => arg.value_parser(choices::<Format>(path)),
        "lang" => arg.value_parser(choices::<LangArg>(path)),
        _ => arg,
    };
    let name = format!("{path}.{id}");
    let Some(help) = english::of(&name).or_else(|| english::of(&format!(".{id}"))) else {
        return arg;
    };
    let takes_a_value = arg.get_action().takes_values();
    match english::value_name(&id).filter(|_| takes_a_value) {
        Some(value) => arg.help(help).value_name(value),
        None => arg.help(help),
    }
}

/// A parser of the values of `T` with their English help texts: of the command `path`, or of all.
fn choices<T: ValueEnum + Clone + Send + Sync + 'static>(
    path: &str,
) -> impl TypedValueParser<Value = T> + use<T> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let localized = values.map(|value: PossibleValue| {
        let name = value.get_name();
        let own = english::of(&format!("{path}={name}"));
        let help = own.or_else(|| english::of(&format!("={name}"))).unwrap_or_default();
        value.help(help)
    });
    PossibleValuesParser::new(localized).try_map(|name| T::from_str(&name, false))
}

/// Replaces clap's own English words in a help text by Japanese ones.
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

/// The message of a clap error in Japanese.
fn japanese_error(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} に値がありません"),
        ErrorKind::InvalidValue => format!("{argument} に「{value}」は使えません"),
        // Causes in English, such as those of numbers, are omitted.
        ErrorKind::ValueValidation => match cause.filter(|cause| !cause.is_ascii()) {
            Some(cause) => format!("{argument} の「{value}」：{cause}"),
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
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .map(text)
            .into_iter()
            .find(|text| !text.is_empty())
            .map(|text| format!("\n  対処: 「{text}」のことですか"));
    let valid = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(names)) => {
            names.iter().map(|name| with_japanese_name(name)).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    };
    let valid = (suggestion.is_none() && !valid.is_empty())
        .then(|| format!("\n  対処: {valid} から選んでください"));
    let usage = in_japanese(&text(ContextKind::Usage)).replace("Usage: ", "使い方: ");
    let usage = if usage.is_empty() { usage } else { format!("\n\n{usage}") };
    format!("エラー: {message}{}{usage}\n\n{SEE_HELP}", suggestion.or(valid).unwrap_or_default())
}

/// The value `name` with its Japanese spelling in brackets, if it has one.
fn with_japanese_name(name: &str) -> String {
    let shapes = ShapeArg::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let aliases = shapes.filter(|shape| shape.get_name() == name).find_map(|shape| {
        shape.get_name_and_aliases().find(|alias| !alias.is_ascii()).map(str::to_owned)
    });
    aliases.map_or_else(|| name.to_owned(), |alias| format!("{name}（{alias}）"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &str) -> Message {
        let words = line.split(' ').map(OsString::from).collect();
        parse_args(words).err().unwrap_or_else(|| panic!("{line} is refused")).0
    }

    /// Every visible command by its path, with its visible arguments.
    fn collect_commands(command: &Command, path: &str, out: &mut Vec<(String, Vec<Arg>)>) {
        let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set()).cloned();
        out.push((path.to_owned(), arguments.collect()));
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            collect_commands(inner, format!("{path} {}", inner.get_name()).trim_start(), out);
        }
    }

    #[test]
    fn help_is_in_one_language() {
        let mut commands = Vec::new();
        collect_commands(&Args::command(), "", &mut commands);
        assert!(commands.len() > 8);
        for (path, _) in &commands {
            for flag in ["-h", "--help"] {
                let line = ["planbook", path, flag].join(" ").replace("  ", " ");
                let japanese = message(&line);
                assert!(japanese.requested && japanese.text.contains("使い方: "), "{line}");
                for word in
                    ["Usage", "Options", "Arguments", "Commands", "Print", "default", "ossible"]
                {
                    assert!(!japanese.text.contains(word), "{line}: {word} in {}", japanese.text);
                }
                let english = message(
                    &format!("{line} --lang en")
                        .replace(" -h --lang en", " --lang en -h")
                        .replace(" --help --lang en", " --lang en --help"),
                );
                assert!(english.requested && english.text.is_ascii(), "{line}: {}", english.text);
            }
        }
    }

    #[test]
    fn everything_has_an_english_help_text() {
        let mut commands = Vec::new();
        collect_commands(&Args::command(), "", &mut commands);
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
    fn errors_are_in_japanese() {
        for (line, words) in [
            ("planbook bild", "「bild」というコマンドはありません\n  対処: 「build」のことですか"),
            ("planbook build --only htm", "に「htm」は使えません\n  対処: 「html」のことですか"),
            ("planbook init 町 --like 計画", "jisshi-keikaku（実施計画）、"),
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
            let error = message(line);
            assert!(!error.requested && error.text.contains(words), "{line}: {}", error.text);
            assert!(error.text.contains("くわしくは planbook --help"), "{line}");
            for english in ["error", "Usage", "tip", "OPTIONS", "invalid"] {
                assert!(!error.text.contains(english), "{line}: {}", error.text);
            }
        }
        let english = message("planbook --lang=en bild");
        assert!(english.text.contains("unrecognized subcommand 'bild'"), "{}", english.text);
    }

    #[test]
    fn help_is_a_command_and_a_flag() {
        assert_eq!(message("planbook help build").text, message("planbook build --help").text);
        assert!(!message("planbook").requested, "nothing to do is a mistake");
    }
}
