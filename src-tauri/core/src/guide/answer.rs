//! Answers: typed values the operator gives once, parsed at the border and carried as types.
//!
//! Each kind of value has a type that only its parser makes, so what has the type can be used without
//! looking again. Host names, addresses and tenants are in `domain`, the rest in `value`. Which
//! question has which kind, and what is still missing, is `answers`' matter.

use super::domain::{Fqdn, FqdnList, SipUri, SmtpAddress, SmtpDomain, Tenant};
use super::value::{Flag, LineText, ThumbprintText, Url, Uuid};
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use crate::text::is_hidden;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// What kind of value a question accepts.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum AnswerKind {
    /// A tenant's id or one of its domains.
    Tenant,
    /// An SMTP domain, internationalised or not; kept as punycode.
    SmtpDomain,
    /// A fully qualified host name.
    Fqdn,
    /// Several of them.
    FqdnList,
    /// An SMTP address.
    SmtpAddress,
    /// A SIP URI.
    SipUri,
    /// An https address (http on this machine).
    Url,
    /// 40 hex digits.
    Thumbprint,
    /// A UUID: an application's id.
    Uuid,
    /// Text without control characters.
    Text,
    /// One of the choices.
    Choice,
    /// Yes or no.
    Flag,
}

impl AnswerKind {
    /// Its name, as guides have it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::SmtpDomain => "smtp-domain",
            Self::Fqdn => "fqdn",
            Self::FqdnList => "fqdn-list",
            Self::SmtpAddress => "smtp-address",
            Self::SipUri => "sip-uri",
            Self::Url => "url",
            Self::Thumbprint => "thumbprint",
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Flag => "flag",
        }
    }
}

/// Why a value is not of the kind asked for, and what one of that kind looks like.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", say!("answer-with-example", reason = reason, example = example))]
pub struct InvalidAnswer {
    /// What is wrong, as a sentence for the operator.
    pub reason: String,
    /// A valid value.
    pub example: String,
}

impl InvalidAnswer {
    pub(super) fn new(reason: impl Into<String>, example: &str) -> Self {
        Self { reason: reason.into(), example: example.to_owned() }
    }
}

impl From<InvalidAnswer> for Problem {
    fn from(error: InvalidAnswer) -> Self {
        Self::new(ErrorCode::AnswerInvalid, error.to_string())
    }
}

/// Trims what was pasted and refuses what no kind accepts: nothing at all, more than `most`
/// characters, and characters that cannot be seen.
pub(super) fn visible<'a>(
    raw: &'a str,
    most: usize,
    example: &str,
) -> Result<&'a str, InvalidAnswer> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(InvalidAnswer::new(say!("answer-empty"), example));
    }
    if let Some(hidden) = text.chars().find(|character| is_hidden(*character)) {
        return Err(InvalidAnswer::new(
            say!("answer-invisible", code = format!("{:04X}", u32::from(hidden))),
            example,
        ));
    }
    let length = text.chars().count();
    if length > most {
        return Err(InvalidAnswer::new(
            say!("answer-too-long", length = length, most = most),
            example,
        ));
    }
    Ok(text)
}

/// A value of the kind its question asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// See [`AnswerKind::Tenant`].
    Tenant(Tenant),
    /// See [`AnswerKind::SmtpDomain`].
    SmtpDomain(SmtpDomain),
    /// See [`AnswerKind::Fqdn`].
    Fqdn(Fqdn),
    /// See [`AnswerKind::FqdnList`].
    FqdnList(FqdnList),
    /// See [`AnswerKind::SmtpAddress`].
    SmtpAddress(SmtpAddress),
    /// See [`AnswerKind::SipUri`].
    SipUri(SipUri),
    /// See [`AnswerKind::Url`].
    Url(Url),
    /// See [`AnswerKind::Thumbprint`].
    Thumbprint(ThumbprintText),
    /// See [`AnswerKind::Uuid`].
    Uuid(Uuid),
    /// See [`AnswerKind::Text`].
    Text(LineText),
    /// See [`AnswerKind::Choice`].
    Choice(String),
    /// See [`AnswerKind::Flag`].
    Flag(Flag),
}

impl Answer {
    /// Reads a value of `kind`; `choices` are those of a `choice` question.
    pub fn parse(
        kind: AnswerKind,
        choices: &[super::Choice],
        raw: &str,
    ) -> Result<Self, InvalidAnswer> {
        Ok(match kind {
            AnswerKind::Tenant => Self::Tenant(raw.parse()?),
            AnswerKind::SmtpDomain => Self::SmtpDomain(raw.parse()?),
            AnswerKind::Fqdn => Self::Fqdn(raw.parse()?),
            AnswerKind::FqdnList => Self::FqdnList(raw.parse()?),
            AnswerKind::SmtpAddress => Self::SmtpAddress(raw.parse()?),
            AnswerKind::SipUri => Self::SipUri(raw.parse()?),
            AnswerKind::Url => Self::Url(raw.parse()?),
            AnswerKind::Thumbprint => Self::Thumbprint(raw.parse()?),
            AnswerKind::Uuid => Self::Uuid(raw.parse()?),
            AnswerKind::Text => Self::Text(raw.parse()?),
            AnswerKind::Choice => Self::Choice(choose(choices, raw)?),
            AnswerKind::Flag => Self::Flag(raw.parse()?),
        })
    }

    /// The one way in which this value is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tenant(value) => value.as_str(),
            Self::SmtpDomain(value) => value.as_str(),
            Self::Fqdn(value) => value.as_str(),
            Self::FqdnList(value) => value.as_str(),
            Self::SmtpAddress(value) => value.as_str(),
            Self::SipUri(value) => value.as_str(),
            Self::Url(value) => value.as_str(),
            Self::Thumbprint(value) => value.as_str(),
            Self::Uuid(value) => value.as_str(),
            Self::Text(value) => value.as_str(),
            Self::Choice(value) => value,
            Self::Flag(value) => value.as_str(),
        }
    }
}

fn choose(choices: &[super::Choice], raw: &str) -> Result<String, InvalidAnswer> {
    let example = choices.first().map_or("", |choice| choice.value.as_str());
    let text = visible(raw, 100, example)?;
    if let Some(choice) = choices.iter().find(|choice| choice.value == text) {
        return Ok(choice.value.clone());
    }
    let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    Err(InvalidAnswer::new(say!("answer-not-a-choice", values = values.join(", ")), example))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Choice;

    fn choices() -> Vec<Choice> {
        ["global", "dod"]
            .map(|value| Choice {
                value: value.to_owned(),
                label: value.to_uppercase(),
                note: None,
            })
            .to_vec()
    }

    #[test]
    fn a_choice_is_one_of_the_values_and_not_a_label() {
        assert_eq!(
            Answer::parse(AnswerKind::Choice, &choices(), " dod\n").unwrap().as_str(),
            "dod"
        );
        let error = Answer::parse(AnswerKind::Choice, &choices(), "DOD").unwrap_err();
        assert_eq!(error.to_string(), "Enter one of these values: global, dod. Example: global");
    }

    #[test]
    fn what_no_kind_accepts_is_refused_by_every_kind() {
        let kinds = [
            AnswerKind::Tenant,
            AnswerKind::SmtpDomain,
            AnswerKind::Fqdn,
            AnswerKind::FqdnList,
            AnswerKind::SmtpAddress,
            AnswerKind::SipUri,
            AnswerKind::Url,
            AnswerKind::Thumbprint,
            AnswerKind::Uuid,
            AnswerKind::Text,
            AnswerKind::Choice,
            AnswerKind::Flag,
        ];
        let long = "a".repeat(65_536);
        for kind in kinds {
            let nothing = Answer::parse(kind, &choices(), " \r\n").unwrap_err();
            assert_eq!(nothing.reason, "Enter a value.", "{kind:?}");
            // A line break separates the hosts of a list, and is a hidden character in any other value.
            let lines = if kind == AnswerKind::FqdnList { "a\0\nb" } else { "a\nb" };
            for hidden in [lines, "a\0b", "a\u{2028}b", "a\u{9b}b"] {
                let error = Answer::parse(kind, &choices(), hidden).unwrap_err();
                assert!(error.reason.contains("invisible character (U+"), "{kind:?}: {error}");
            }
            let free = matches!(kind, AnswerKind::Text | AnswerKind::Choice | AnswerKind::Flag);
            for mark in ["tr\u{202e}ue", "\u{200e}true"].iter().filter(|_| free) {
                let error = Answer::parse(kind, &choices(), mark).unwrap_err();
                assert!(error.reason.contains("invisible character (U+"), "{kind:?}: {error}");
            }
            let error = Answer::parse(kind, &choices(), &long).unwrap_err();
            assert!(error.reason.contains("Enter at most"), "{kind:?}: {error}");
            assert!(error.to_string().len() < 400, "{kind:?} repeats what it was given");
        }
    }
}
