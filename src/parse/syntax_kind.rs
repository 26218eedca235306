//! Kinds of mistakes in YAML syntax, by what the author has to do about them.

use serde_yaml::granit_parser::ErrorKind;

use super::raw_yaml::{Unreadable, UnsupportedSyntax};
use crate::diag::Text;
use crate::text;

/// A kind of mistake in YAML syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SyntaxKind {
    /// `: ` where it is not allowed.
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
    /// A reference: `&` or `*`.
    Reference,
    /// `---` within the file.
    Divided,
    /// `- ` in the wrong place.
    Dash,
    /// A line whose indentation differs from that of its level.
    Indentation,
    /// A key that is no text.
    Key,
    /// Nodes within nodes, deeper than any book.
    Depth,
    /// Anything else.
    Other,
}

impl SyntaxKind {
    /// The kind of `error`.
    pub fn of(error: &Unreadable) -> Self {
        use ErrorKind as K;
        match error.syntax() {
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
            Some(K::RecursionLimitExceeded) => Self::Depth,
            Some(_) => Self::Other,
            None => match error {
                Unreadable::Refused(UnsupportedSyntax::Reference, _) => Self::Reference,
                Unreadable::Refused(UnsupportedSyntax::Tag, _) => Self::Beginning('!'),
                Unreadable::Refused(UnsupportedSyntax::Documents, _) => Self::Divided,
                Unreadable::Refused(UnsupportedSyntax::Key, _) => Self::Key,
                Unreadable::Refused(UnsupportedSyntax::Depth, _) => Self::Depth,
                Unreadable::Syntax(_) => Self::Other,
            },
        }
    }

    /// What is wrong.
    pub fn message(self, error: &Unreadable) -> Text {
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
            Self::Key => text!("項目の名前がありません", "the name of a key is missing"),
            Self::Depth => text!("入れ子が深すぎます", "it is nested too deep"),
            Self::Other => {
                let words = error.syntax().map(ToString::to_string).unwrap_or_default();
                text!("字下げか記号の使い方が違います", "{words}")
            }
        }
    }

    /// What to do.
    pub fn hint(self) -> Text {
        match self {
            Self::Colon => text!(
                "値の中の「: 」なら値の全体を \" \" で囲み、項目なら字下げを上の項目とそろえてください",
                "quote the whole value, or line the key up with the one above"
            ),
            Self::NoColon | Self::Key => {
                text!("「項目: 値」の形で書いてください", "write `key: value`")
            }
            Self::Brackets => {
                text!("[ と ]、{{ と }} の数を確かめてください", "count the brackets")
            }
            Self::Separator => text!(
                "半角の「,」で区切り、] か }} で閉じてください。値の中に「: 」や「,」があるとき、値が「#」で始まるとき（色など）は、値の全体を \" \" で囲んでください",
                "separate with commas and close with ] or }}; put a value that has `: ` or a comma in it, or begins with #, in double quotes"
            ),
            Self::AfterQuote | Self::Beginning(_) | Self::Reference => {
                text!("値の全体を \" \" で囲んでください", "put the whole value in double quotes")
            }
            Self::Backslash => text!(
                "「\\」を書くときは ' ' で囲んでください",
                "use single quotes for a backslash"
            ),
            Self::Divided => text!("「---」を消してください", "remove the `---`"),
            Self::Depth => text!(
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
