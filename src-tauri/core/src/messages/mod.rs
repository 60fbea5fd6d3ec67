//! The catalog of sentences: what Crosstrust says to a person, by the id of each message.
//!
//! The texts are Fluent files, one folder for each language, in `messages/`. This module owns reading them
//! and giving them their values. When a message is shown is up to its caller. Files that begin with
//! `window-` belong to the pages and are not read here.
//!
//! `say!` gives the words, and `text!` a [`Text`], which can be saved and worded again. They are the
//! entries; where the id is made of a code, `id_of` and `message` are. A test (`tests/tests/messages.rs`)
//! reads every call of them: the message exists, and it gets each of its values. It holds each family of
//! ids to the table of its codes.
//!
//! Days, times and numbers in a message have the form that is usual in the person's region (`formats`).

mod formats;

pub use formats::{Formats, civil_day, day, long_day, moment, set_formats, tenths};

mod texts;

pub use texts::{All, Any, Day, Moment, SavedText, Text, Value, saved_values};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt::Display;
use std::sync::LazyLock;

/// The files in English, by their names.
const ENGLISH: &[(&str, &str)] = &[
    ("ad-team.ftl", include_str!("../../messages/en/ad-team.ftl")),
    ("answers.ftl", include_str!("../../messages/en/answers.ftl")),
    ("application-findings.ftl", include_str!("../../messages/en/application-findings.ftl")),
    ("calendar.ftl", include_str!("../../messages/en/calendar.ftl")),
    ("certificate.ftl", include_str!("../../messages/en/certificate.ftl")),
    ("clouds.ftl", include_str!("../../messages/en/clouds.ftl")),
    ("command-line.ftl", include_str!("../../messages/en/command-line.ftl")),
    ("common.ftl", include_str!("../../messages/en/common.ftl")),
    ("complaints.ftl", include_str!("../../messages/en/complaints.ftl")),
    ("discovery.ftl", include_str!("../../messages/en/discovery.ftl")),
    ("dns.ftl", include_str!("../../messages/en/dns.ftl")),
    ("graph.ftl", include_str!("../../messages/en/graph.ftl")),
    ("journal.ftl", include_str!("../../messages/en/journal.ftl")),
    ("network.ftl", include_str!("../../messages/en/network.ftl")),
    ("notice.ftl", include_str!("../../messages/en/notice.ftl")),
    ("probe-findings.ftl", include_str!("../../messages/en/probe-findings.ftl")),
    ("probe.ftl", include_str!("../../messages/en/probe.ftl")),
    ("problems.ftl", include_str!("../../messages/en/problems.ftl")),
    ("program.ftl", include_str!("../../messages/en/program.ftl")),
    ("receipt.ftl", include_str!("../../messages/en/receipt.ftl")),
    ("reminder.ftl", include_str!("../../messages/en/reminder.ftl")),
    ("report.ftl", include_str!("../../messages/en/report.ftl")),
    ("run-book.ftl", include_str!("../../messages/en/run-book.ftl")),
    ("runner.ftl", include_str!("../../messages/en/runner.ftl")),
    ("script.ftl", include_str!("../../messages/en/script.ftl")),
    ("setup.ftl", include_str!("../../messages/en/setup.ftl")),
    ("script-problems.ftl", include_str!("../../messages/en/script-problems.ftl")),
    ("sign-in.ftl", include_str!("../../messages/en/sign-in.ftl")),
    ("support.ftl", include_str!("../../messages/en/support.ftl")),
    ("updates.ftl", include_str!("../../messages/en/updates.ftl")),
];

static CATALOG: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let english = "en".parse().expect("BUG: \"en\" is a language");
    let mut catalog = FluentBundle::new_concurrent(vec![english]);
    // Texts are compared, printed and pasted: marks of the writing direction would come along.
    catalog.set_use_isolating(false);
    catalog.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => formats::whole(number.value),
        FluentValue::String(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }));
    for (name, text) in ENGLISH {
        let Ok(file) = FluentResource::try_new((*text).to_owned()) else {
            panic!("BUG: {name} is built in, and a test reads it")
        };
        if let Err(errors) = catalog.add_resource(file) {
            panic!("BUG: {name}: a test checks that ids are unique: {errors:?}")
        }
    }
    catalog
});

/// A message of the catalog in the person's language, with its values: `say!("dns-found", host = host)`.
///
/// A number chooses the plural form. A time is written as [`moment`] writes it, a date as [`long_day`]. An
/// attribute of a message is named after a dot: `"dns-found.title"`.
#[macro_export]
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::messages::message(
            $id,
            &[$((stringify!($name), {
                use $crate::messages::prelude::*;
                (&$crate::messages::Given(&$value)).value()
            })),*],
        )
    };
}
pub use say;

/// A message with its values as a [`Text`]: `text!("graph-spn-invalid", name = name)`. What is saved is
/// its id and its values. [`Day`], [`Moment`], [`All`], [`Any`] and other texts keep their forms.
#[macro_export]
macro_rules! text {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::messages::Text::of(
            $id,
            [$((stringify!($name), {
                use $crate::messages::saved_values::*;
                (&$crate::messages::Given(&$value)).saved()
            })),*],
        )
    };
}
pub use text;

/// What `say!` brings into scope for its values.
pub mod prelude {
    pub use super::{FormattedValue, TextValue};
}

/// A value of a message, before its type is known. `say!` makes these.
pub struct Given<T>(pub T);

/// The value of a type that has a form of its own.
pub trait FormattedValue {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

/// The value of all else, as it is printed.
pub trait TextValue {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

/// Whole numbers, times and dates.
pub trait Formatted: Copy {
    /// The value as Fluent takes it.
    fn formatted(self) -> FluentValue<'static>;
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Formatted for $number {
            fn formatted(self) -> FluentValue<'static> {
                FluentValue::from(self)
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

impl Formatted for Timestamp {
    fn formatted(self) -> FluentValue<'static> {
        FluentValue::from(moment(self))
    }
}

impl Formatted for Date {
    fn formatted(self) -> FluentValue<'static> {
        FluentValue::from(long_day(self))
    }
}

impl<T: Formatted> Formatted for &T {
    fn formatted(self) -> FluentValue<'static> {
        (*self).formatted()
    }
}

impl<T: Formatted> FormattedValue for Given<T> {
    fn value(&self) -> FluentValue<'static> {
        self.0.formatted()
    }
}

// On a reference, so that a type with a form of its own is found first.
impl<T: Display> TextValue for &Given<T> {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.0.to_string())
    }
}

/// A message by its id, which may be computed. Where the id is known, `say!` is the entry.
///
/// # Panics
/// In debug builds, for an id or a value that is missing. A release shows the id: a sentence is no reason
/// to end the program.
pub fn message(id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    worded(id, values).unwrap_or_else(|Unworded { why, instead }| {
        debug_assert!(false, "BUG: {why}");
        instead
    })
}

/// Why a message has no words.
struct Unworded {
    /// For developers.
    why: String,
    /// As much of it as there is.
    instead: String,
}

/// A message by its id, where the catalog has it and it gets its values.
fn worded(id: &str, values: &[(&str, FluentValue<'_>)]) -> Result<String, Unworded> {
    let (name, attribute) = id.split_once('.').map_or((id, None), |(id, part)| (id, Some(part)));
    let found = CATALOG.get_message(name).and_then(|message| match attribute {
        Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
        None => message.value(),
    });
    let Some(pattern) = found else {
        return Err(Unworded { why: format!("no message {id}"), instead: id.to_owned() });
    };
    let values: FluentArgs<'_> = values.iter().cloned().collect();
    let mut errors = Vec::new();
    let text = CATALOG.format_pattern(pattern, Some(&values), &mut errors).into_owned();
    if errors.is_empty() {
        Ok(text)
    } else {
        Err(Unworded { why: format!("{id}: {errors:?}"), instead: text })
    }
}

/// Whether there is a message of that id, for ids that are computed from codes.
pub fn has(id: &str) -> bool {
    match id.split_once('.') {
        Some((name, attribute)) => CATALOG
            .get_message(name)
            .is_some_and(|message| message.get_attribute(attribute).is_some()),
        None => CATALOG.get_message(id).is_some_and(|message| message.value().is_some()),
    }
}

/// A message that not every id of its family has.
pub(crate) fn optional(id: &str, values: &[(&str, FluentValue<'_>)]) -> Option<String> {
    has(id).then(|| message(id, values))
}

/// The messages `<beginning>-1`, `<beginning>-2` and so on, as far as there are any.
pub(crate) fn numbered(beginning: &str, values: &[(&str, FluentValue<'_>)]) -> Vec<String> {
    (1..).map_while(|number: u32| optional(&format!("{beginning}-{number}"), values)).collect()
}

/// The id of the message for a code: the beginning of its family with the code behind it.
pub(crate) fn id_of(family: &str, code: &impl Serialize) -> String {
    let name = serde_json::to_value(code).expect("BUG: a code has a name");
    format!("{family}-{}", name.as_str().unwrap_or_default())
}

/// A list as people write it: "a", "a and b", "a, b and c".
pub fn and(items: impl IntoIterator<Item = String>) -> String {
    listed(items, |first, last| say!("list-and", first = first, last = last))
}

/// The same for alternatives: "a", "a or b", "a, b or c".
pub fn or(items: impl IntoIterator<Item = String>) -> String {
    listed(items, |first, last| say!("list-or", first = first, last = last))
}

fn listed(
    items: impl IntoIterator<Item = String>,
    together: impl Fn(&str, &str) -> String,
) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    match (items.pop(), items.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only,
        (Some(last), false) => together(&items.join(", "), &last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_gets_its_values_and_nothing_around_them() {
        assert_eq!(
            say!("dns-simulated-not-found", host = "ex.contoso.com"),
            "The simulated organization has no record for ex.contoso.com. Crosstrust queried no network."
        );
    }

    #[test]
    fn a_number_chooses_the_plural_form() {
        let days = |count: i32| say!("certificate-expires-soon", days = count, date = "x");
        assert!(days(0).starts_with("The certificate expires today (x)."), "{}", days(0));
        assert!(days(1).contains("in 1 day (x)"), "{}", days(1));
        assert!(days(12).contains("in 12 days (x)"), "{}", days(12));
    }

    #[test]
    fn times_dates_and_numbers_have_the_form_of_the_region() {
        let time: Timestamp = "2028-09-12T14:05:00Z".parse().unwrap();
        assert_eq!(
            say!("setup-too-early", until = time, reason = ""),
            "Wait until 12 Sept 2028, 14:05 UTC. "
        );
        assert_eq!(
            say!(
                "updates-older",
                build = "1",
                product = "2",
                newest = "3",
                day = Date::constant(2026, 10, 8)
            ),
            "1 (2, newest on 8 October 2026: 3)"
        );
        assert_eq!(
            say!("answer-too-long", length = 65_536, most = &4_096),
            "The value has 65,536 characters. Enter at most 4,096."
        );
    }

    #[test]
    fn a_list_ends_with_its_last_two_joined() {
        let items = |count: usize| ["a", "b", "c"][..count].iter().map(|&item| item.to_owned());
        assert_eq!([0, 1, 2, 3].map(|count| and(items(count))), ["", "a", "a and b", "a, b and c"]);
        assert_eq!(or(items(3)), "a, b or c");
    }

    #[test]
    fn what_is_missing_is_known_to_be_missing() {
        assert!(has("dns-not-found") && !has("dns-not-there") && !has("dns-not-found.title"));
    }

    #[test]
    #[should_panic(expected = "no message nowhere")]
    fn a_message_that_is_not_there_is_a_fault() {
        message("nowhere", &[]);
    }
}
