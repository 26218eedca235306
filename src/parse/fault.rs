//! What the YAML library refuses, by what its author has to do about it.

use serde_yaml::Error;
use serde_yaml::granit_parser::ErrorKind;

use crate::diag::Text;
use crate::text;

/// A kind of mistake in the YAML itself.
pub(super) enum Fault {
    /// `: ` where none can stand.
    Colon,
    /// A line without `: `.
    NoColon,
    /// Brackets that do not match.
    Brackets,
    /// A separator or the closing bracket is missing.
    Separator,
    /// Something after a closing quotation mark.
    AfterQuote,
    /// A backslash in double quotes.
    Backslash,
    /// A value that begins with a sign of YAML's own.
    Beginning(char),
    /// A value that begins as a reference.
    Reference,
    /// `---` within the file.
    Divided,
    /// `- ` in the wrong place.
    Dash,
    /// A line whose indentation differs from that of its level.
    Indentation,
    /// A limit for hostile input.
    TooMuch,
    /// Anything else.
    Other,
}

impl Fault {
    /// What `error` is, by its kind where its scanner gave one.
    pub fn of(kind: Option<&ErrorKind>, error: &Error) -> Self {
        use ErrorKind as K;
        match kind {
            Some(K::MappingValueNotAllowed | K::InvalidColonPlacement) => Self::Colon,
            Some(K::SimpleKeyExpected | K::InvalidSimpleKey) => Self::NoColon,
            Some(K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. }) => {
                Self::Brackets
            }
            Some(
                K::UnclosedFlowCollection { .. }
                | K::ExpectedFlowMappingSeparator
                | K::ExpectedFlowSequenceSeparator
                | K::UnexpectedEofFlowMapping
                | K::UnexpectedEofFlowSequence
                | K::InvalidFlowScalarIndent,
            ) => Self::Separator,
            Some(K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar) => {
                Self::AfterQuote
            }
            Some(K::UnknownQuotedScalarEscape | K::InvalidQuotedScalarHexEscape) => Self::Backslash,
            Some(K::UnexpectedCharacter { character }) => Self::Beginning(*character),
            Some(K::MissingAnchorOrAliasName | K::UnknownAnchor) => Self::Reference,
            Some(K::MultipleDocumentsUnsupported) => Self::Divided,
            Some(
                K::BlockSequenceEntryNotAllowed
                | K::InvalidBlockEntryWhitespace
                | K::BlockEntryInFlowCollection,
            ) => Self::Dash,
            Some(
                K::ExpectedBlockSequenceEntry
                | K::ExpectedBlockMappingKey
                | K::InvalidIndentation
                | K::InvalidBlockScalarIndent
                | K::InvalidQuotedScalarIndent,
            ) => Self::Indentation,
            Some(
                K::InvalidTagTerminator
                | K::MissingTagUri
                | K::ExpectedTagBang
                | K::InvalidTagUtf8LeadingByte
                | K::InvalidTagUtf8TrailingByte
                | K::InvalidTagUtf8
                | K::UndeclaredTagHandle
                | K::UnclosedVerbatimTag
                | K::InvalidGlobalTagCharacter,
            ) => Self::Beginning('!'),
            Some(K::RecursionLimitExceeded) => Self::TooMuch,
            Some(_) => Self::Other,
            None => match error {
                Error::UnknownAnchor { .. } => Self::Reference,
                Error::MultipleDocuments { .. } => Self::Divided,
                Error::UnsupportedTag { .. } => Self::Beginning('!'),
                Error::Budget { .. }
                | Error::AliasError { .. }
                | Error::Message { .. }
                | Error::AliasExpansionLimitExceeded { .. }
                | Error::AliasReplayLimitExceeded { .. } => Self::TooMuch,
                _ => Self::Other,
            },
        }
    }

    /// What is wrong, and what to do.
    pub fn words(&self, error: &Error) -> (Text, Text) {
        (self.message(error), self.hint())
    }

    fn message(&self, error: &Error) -> Text {
        match self {
            Self::Colon => text!("ここに「: 」は書けません", "`: ` cannot stand here"),
            Self::NoColon => text!("この行に半角の「: 」がありません", "this line has no `: `"),
            Self::Brackets => text!("かっこの組が合っていません", "the brackets do not match"),
            Self::Separator => text!(
                "かっこの中の区切りか、閉じかっこがありません",
                "a comma or the closing bracket is missing"
            ),
            Self::AfterQuote => text!(
                "閉じた引用符のあとに文字があります",
                "something follows the closing quotation mark"
            ),
            Self::Backslash => text!(
                "\" \" の中では「\\」をそのまま書けません",
                "a backslash in double quotes means something else"
            ),
            Self::Beginning(sign) => text!(
                "値を「{sign}」で始めることはできません",
                "a value cannot begin with `{sign}`"
            ),
            Self::Reference => text!(
                "値を「*」や「&」で始めることはできません",
                "a value cannot begin with `*` or `&`"
            ),
            Self::Divided => text!(
                "「---」でファイルを区切ることはできません",
                "a file cannot be divided with `---`"
            ),
            Self::Dash => text!("「- 」の位置が違います", "`- ` stands in the wrong place"),
            Self::Indentation => text!(
                "行頭が上の項目とそろっていません",
                "the line does not begin where those above do"
            ),
            Self::TooMuch => {
                text!("入れ子や参照が多すぎます", "it is nested too deep, or repeats too much")
            }
            Self::Other => {
                let words = error.to_string();
                text!("字下げか記号の使い方が違います", "{words}")
            }
        }
    }

    fn hint(&self) -> Text {
        match self {
            Self::Colon => text!(
                "値の中の「: 」なら値の全体を \" \" で囲み、項目なら字下げを上の項目とそろえてください",
                "quote the whole value, or line the key up with the one above"
            ),
            Self::NoColon => text!("「項目: 値」の形で書いてください", "write `key: value`"),
            Self::Brackets => {
                text!("[ と ]、{{ と }} の数を確かめてください", "count the brackets")
            }
            Self::Separator => text!(
                "半角の「,」で区切り、] か }} で閉じてください",
                "separate with commas and close with ] or }}"
            ),
            Self::AfterQuote | Self::Beginning(_) | Self::Reference => {
                text!("値の全体を \" \" で囲んでください", "put the whole value in double quotes")
            }
            Self::Backslash => text!(
                "「\\」を書くときは ' ' で囲んでください",
                "use single quotes for a backslash"
            ),
            Self::Divided => text!("「---」を消してください", "remove the `---`"),
            Self::TooMuch => text!(
                "別のファイルを置いていないか確かめてください",
                "see whether another file was put here by mistake"
            ),
            Self::Dash | Self::Indentation | Self::Other => text!(
                "同じ段の項目の行頭をそろえ、半角の「: 」や「- 」の書き忘れを確かめてください",
                "line up the keys of one level, and look for a missing `: ` or `- `"
            ),
        }
    }
}
