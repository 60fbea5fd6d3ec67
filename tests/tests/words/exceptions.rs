//! Texts that break a rule for a reason.

use super::sources::Said;

/// A text that may break a rule.
pub(super) struct Exception {
    /// How the text's place begins.
    pub(super) place: &'static str,
    /// The rule, as [`super::rules::Fault::rule`] names it.
    pub(super) rule: &'static str,
    /// A part of the text.
    pub(super) text: &'static str,
    /// Why.
    pub(super) reason: &'static str,
}

impl Exception {
    /// Whether a fault of the text is excused.
    pub(super) fn excuses(&self, said: &Said, rule: &str) -> bool {
        self.rule == rule && said.place.starts_with(self.place) && said.text.contains(self.text)
    }
}

/// All of them.
pub(super) const EXCEPTIONS: &[Exception] = &[
    Exception {
        place: "src-tauri/core/guides/features.toml.note",
        rule: "long-sentence",
        text: "There is a Cloud Voicemail service",
        reason: "a note of Microsoft's, as it is in the article",
    },
    Exception {
        place: "src-tauri/core/guides/rotate/guide.toml.steps.verify.checks.oauth-test",
        rule: "long-sentence",
        text: "Test-OAuthConnectivity",
        reason: "most of its words are a command that has a place for a value",
    },
    Exception {
        place: "src-tauri/core/messages/en/window-terms.ftl",
        rule: "key",
        text: "Microsoft Graph calls it a key",
        reason: "the explanation of the term that Microsoft Graph has for it",
    },
    Exception {
        place: "src-tauri/core/guides/teams/guide.toml.steps.verify.checks",
        rule: "long-sentence",
        text: "The application is missing a linked account for RBAC roles",
        reason: "a message of Exchange, as it is in the log",
    },
    Exception {
        place: "src-tauri/core/guides/skype-online/guide.toml.steps.verify.checks",
        rule: "long-sentence",
        text: "The application is missing a linked account for RBAC roles",
        reason: "a message of Exchange, as it is in the log",
    },
];
