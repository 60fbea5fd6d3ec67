//! The catalog of sentences: what Crosstrust says to a person, by the id of each message.
//!
//! The texts are Fluent files, one folder for each language, in `messages/`. This module owns reading them
//! and giving them their values. When a message is shown is up to its caller. Files that begin with
//! `window-` belong to the pages and are not read here.
//!
//! `say!` is the only entry. A test (`tests/tests/messages.rs`) reads every call of it: the message exists,
//! and it gets each of its values.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The files in English, by their names.
const ENGLISH: &[(&str, &str)] = &[
    ("calendar.ftl", include_str!("../../messages/en/calendar.ftl")),
    ("certificate.ftl", include_str!("../../messages/en/certificate.ftl")),
    ("common.ftl", include_str!("../../messages/en/common.ftl")),
    ("dns.ftl", include_str!("../../messages/en/dns.ftl")),
    ("network.ftl", include_str!("../../messages/en/network.ftl")),
];

static CATALOG: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let english = "en".parse().expect("BUG: \"en\" is a language");
    let mut catalog = FluentBundle::new_concurrent(vec![english]);
    // Texts are compared, printed and pasted: marks of the writing direction would come along.
    catalog.set_use_isolating(false);
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
/// A number chooses the plural form. An attribute of a message is named after a dot: `"dns-found.title"`.
#[macro_export]
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::messages::message(
            $id,
            &[$((stringify!($name), $crate::messages::Argument::argument(&$value))),*],
        )
    };
}
pub use say;

/// A value of a message.
pub trait Argument {
    /// The value as Fluent takes it.
    fn argument(&self) -> FluentValue<'_>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'_> {
        (**self).argument()
    }
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::String(Cow::Borrowed(self))
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'_> {
        self.as_str().argument()
    }
}

impl Argument for Box<str> {
    fn argument(&self) -> FluentValue<'_> {
        (**self).argument()
    }
}

impl Argument for Cow<'_, str> {
    fn argument(&self) -> FluentValue<'_> {
        (**self).argument()
    }
}

/// Numbers, which choose plural forms.
macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Argument for $number {
            fn argument(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

/// A message by its id, which may be computed. Where the id is known, `say!` is the entry.
///
/// # Panics
/// In debug builds, for an id or a value that is missing. A release shows the id: a sentence is no reason
/// to end the program.
pub fn message(id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let (name, attribute) = id.split_once('.').map_or((id, None), |(id, part)| (id, Some(part)));
    let found = CATALOG.get_message(name).and_then(|message| match attribute {
        Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
        None => message.value(),
    });
    let Some(pattern) = found else {
        debug_assert!(false, "BUG: no message {id}");
        return id.to_owned();
    };
    let values: FluentArgs<'_> = values.iter().cloned().collect();
    let mut errors = Vec::new();
    let text = CATALOG.format_pattern(pattern, Some(&values), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "BUG: {id}: {errors:?}");
    text
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

/// The day of that time in UTC, for a person: "12 Sep 2028". Files and receipts have ISO dates instead.
pub fn day(at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    // A year is no quantity: it must not get separators.
    let year = date.year().to_string();
    say!("date-day", day = date.day(), month = date.month(), year = year)
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
    fn a_day_names_its_month() {
        let day_of = |text: &str| day(text.parse().unwrap());
        assert_eq!(day_of("2028-09-12T23:59:59Z"), "12 Sep 2028");
        assert_eq!(day_of("2029-01-01T00:00:00Z"), "1 Jan 2029");
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
