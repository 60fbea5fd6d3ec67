//! Texts that can be saved: each message by its id and its values. They are worded when they are read, so
//! that a mended sentence reaches what was saved before.

use super::{FluentValue, Given, and, day, moment, or, worded};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::ops::Deref;

/// One sentence or several, in words and in the form that is saved. Serialized it is its words: whoever
/// saves it takes [`Text::saved`].
#[derive(Clone, Debug, Default)]
pub struct Text {
    words: String,
    saved: Box<SavedText>,
}

/// A text as it is saved.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SavedText {
    /// One sentence.
    One(TextPart),
    /// Several, in order.
    Several(Vec<TextPart>),
}

/// A part of a text.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum TextPart {
    /// A message of the catalog.
    Message {
        /// Its id.
        say: String,
        /// Its values.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        with: BTreeMap<String, Value>,
    },
    /// Words that are not in the catalog: of a service, of a file, or of an earlier version.
    Raw(String),
}

/// A value of a message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number, which chooses plural forms.
    Number(i64),
    /// Words as they are.
    Raw(String),
    /// A text inside of another.
    Text {
        /// The text.
        text: SavedText,
    },
    /// The day of a time.
    Day {
        /// The time.
        day: Timestamp,
    },
    /// A time, to the minute.
    Moment {
        /// The time.
        moment: Timestamp,
    },
    /// All of these.
    And {
        /// In order.
        and: Vec<Value>,
    },
    /// One of these.
    Or {
        /// In order.
        or: Vec<Value>,
    },
}

impl Default for SavedText {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl SavedText {
    /// The text in the words of today. None where a message is no longer in the catalog, or where it
    /// needs a value that was not saved.
    pub fn worded(self) -> Option<Text> {
        Some(Text { words: self.words()?, saved: Box::new(self) })
    }

    fn parts(&self) -> &[TextPart] {
        match self {
            Self::One(part) => std::slice::from_ref(part),
            Self::Several(parts) => parts,
        }
    }

    fn words(&self) -> Option<String> {
        let words: Vec<String> = self.parts().iter().map(TextPart::words).collect::<Option<_>>()?;
        Some(words.join(" "))
    }

    fn map_raw(&self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::One(part) => Self::One(part.map_raw(change)),
            Self::Several(parts) => {
                Self::Several(parts.iter().map(|part| part.map_raw(change)).collect())
            }
        }
    }
}

impl TextPart {
    fn words(&self) -> Option<String> {
        match self {
            Self::Raw(words) => Some(words.clone()),
            Self::Message { say, with } => {
                let value = |(name, value): (&'_ String, &Value)| {
                    Some((name.clone(), value.for_message()?))
                };
                let values: Vec<_> = with.iter().map(value).collect::<Option<_>>()?;
                let values: Vec<_> =
                    values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                worded(say, &values).ok()
            }
        }
    }

    fn map_raw(&self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Raw(words) => Self::Raw(change(words)),
            Self::Message { say, with } => {
                let with = with.iter().map(|(name, value)| (name.clone(), value.map_raw(change)));
                Self::Message { say: say.clone(), with: with.collect() }
            }
        }
    }
}

impl Value {
    fn for_message(&self) -> Option<FluentValue<'static>> {
        match self {
            Self::Number(number) => Some(FluentValue::from(*number)),
            Self::Raw(_)
            | Self::Text { .. }
            | Self::Day { .. }
            | Self::Moment { .. }
            | Self::And { .. }
            | Self::Or { .. } => self.words().map(FluentValue::from),
        }
    }

    fn words(&self) -> Option<String> {
        let each = |values: &[Self]| values.iter().map(Self::words).collect::<Option<Vec<_>>>();
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Raw(words) => Some(words.clone()),
            Self::Text { text } => text.words(),
            Self::Day { day: at } => Some(day(*at)),
            Self::Moment { moment: at } => Some(moment(*at)),
            Self::And { and: values } => each(values).map(and),
            Self::Or { or: values } => each(values).map(or),
        }
    }

    fn map_raw(&self, change: &impl Fn(&str) -> String) -> Self {
        let each = |values: &[Self]| values.iter().map(|value| value.map_raw(change)).collect();
        match self {
            Self::Raw(words) => Self::Raw(change(words)),
            Self::Text { text } => Self::Text { text: text.map_raw(change) },
            Self::And { and } => Self::And { and: each(and) },
            Self::Or { or } => Self::Or { or: each(or) },
            Self::Number(_) | Self::Day { .. } | Self::Moment { .. } => self.clone(),
        }
    }
}

impl Text {
    /// The message of that id with these values. Where the id is known, `text!` is the entry.
    ///
    /// # Panics
    /// As [`super::message`].
    pub fn of<'a>(id: &str, values: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let part = TextPart::Message { say: id.to_owned(), with: values };
        let words = part.words();
        debug_assert!(words.is_some(), "BUG: no message {id} with these values: {part:?}");
        Self {
            words: words.unwrap_or_else(|| id.to_owned()),
            saved: Box::new(SavedText::One(part)),
        }
    }

    /// These texts, one after another.
    pub fn joined(texts: impl IntoIterator<Item = Self>) -> Self {
        texts.into_iter().reduce(Self::then).unwrap_or_default()
    }

    /// This text, and another after it.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        if self.is_empty() {
            return next;
        }
        let parts = [self.saved.parts(), next.saved.parts()].concat();
        let words = format!("{} {}", self.words, next.words);
        Self { words, saved: Box::new(SavedText::Several(parts)) }
    }

    /// The form that is saved.
    pub fn saved(&self) -> &SavedText {
        &self.saved
    }

    /// The same with its raw words changed. Messages stay.
    #[must_use]
    pub fn map_raw(&self, change: impl Fn(&str) -> String) -> Self {
        let saved = self.saved.map_raw(&change);
        saved.worded().unwrap_or_else(|| Self::from(change(&self.words)))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.words
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.words
    }
}

impl Display for Text {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words)
    }
}

impl Eq for Text {}

/// Texts are equal that say the same.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.words == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.words == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.words == *other
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self { saved: Box::new(SavedText::One(TextPart::Raw(words.clone()))), words }
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::from(words.to_owned())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.words
    }
}

/// A value that is the day of this time: "12 Sept 2028".
#[derive(Clone, Copy, Debug)]
pub struct Day(pub Timestamp);

/// A value that is this time, to the minute: "12 Sept 2028, 14:05 UTC".
#[derive(Clone, Copy, Debug)]
pub struct Moment(pub Timestamp);

/// A value that is a list of all of these: "a, b and c".
#[derive(Clone, Debug)]
pub struct All<T>(pub Vec<T>);

/// A value that is a list of which one counts: "a, b or c".
#[derive(Clone, Debug)]
pub struct Any<T>(pub Vec<T>);

/// What is saved as more than its words.
pub trait TypedValue {
    /// The value that is saved.
    fn typed(&self) -> Value;
}

impl TypedValue for Text {
    fn typed(&self) -> Value {
        match &*self.saved {
            SavedText::One(TextPart::Raw(words)) => Value::Raw(words.clone()),
            text => Value::Text { text: text.clone() },
        }
    }
}

impl TypedValue for Day {
    fn typed(&self) -> Value {
        Value::Day { day: self.0 }
    }
}

impl TypedValue for Moment {
    fn typed(&self) -> Value {
        Value::Moment { moment: self.0 }
    }
}

impl<T: Clone + Into<Text>> TypedValue for All<T> {
    fn typed(&self) -> Value {
        Value::And { and: self.0.iter().map(|one| one.clone().into().typed()).collect() }
    }
}

impl<T: Clone + Into<Text>> TypedValue for Any<T> {
    fn typed(&self) -> Value {
        Value::Or { or: self.0.iter().map(|one| one.clone().into().typed()).collect() }
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {
        $(impl TypedValue for $number {
            fn typed(&self) -> Value {
                Value::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        })*
    };
}
whole_numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

impl<T: TypedValue> TypedValue for &T {
    fn typed(&self) -> Value {
        (*self).typed()
    }
}

/// What `text!` brings into scope for its values.
pub mod saved_values {
    use super::{Display, Given, TypedValue, Value};

    /// The value of what has a form of its own.
    pub trait OwnForm {
        /// The value that is saved.
        fn saved(&self) -> Value;
    }

    impl<T: TypedValue> OwnForm for Given<T> {
        fn saved(&self) -> Value {
            self.0.typed()
        }
    }

    /// The value of all else, as it is printed.
    pub trait Printed {
        /// The value that is saved.
        fn saved(&self) -> Value;
    }

    // On a reference, so that a form of its own is found first.
    impl<T: Display> Printed for &Given<T> {
        fn saved(&self) -> Value {
            Value::Raw(self.0.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::text;
    use serde_json::json;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn saved(text: &Text) -> serde_json::Value {
        serde_json::to_value(text.saved()).unwrap()
    }

    fn read(value: serde_json::Value) -> Option<Text> {
        serde_json::from_value::<SavedText>(value).unwrap().worded()
    }

    #[test]
    fn a_message_is_saved_by_its_id_and_values_and_shown_in_words() {
        let end = at("2028-09-12T10:00:00Z");
        let text = text!("certificate-expires-soon", days = 12, date = Day(end));
        assert!(text.starts_with("The certificate expires in 12 days (12 Sept 2028)."), "{text}");
        let values = json!({ "days": 12, "date": { "day": "2028-09-12T10:00:00Z" } });
        assert_eq!(saved(&text), json!({ "say": "certificate-expires-soon", "with": values }));
        assert_eq!(serde_json::to_value(&text).unwrap(), json!(&*text), "shown, it is its words");
        assert_eq!(read(saved(&text)), Some(text));
    }

    #[test]
    fn every_kind_of_value_comes_back() {
        let time = at("2029-12-31T04:05:59Z");
        let inner = text!("graph-missing-key-expired", certificate = "AA", end = Moment(time));
        let texts = [
            text!("graph-not-read-back", missing = inner),
            text!(
                "graph-others-shown",
                list = All(vec![
                    Text::from("AA"),
                    text!("graph-others-list-name", name = "https://a/"),
                ])
            ),
            text!("graph-key-content-unknown", key = "k", certificates = Any(vec!["a", "b"])),
            Text::from("Raw words of a service."),
            Text::joined([text!("graph-nothing-written"), Text::from("more")]),
            Text::default(),
        ];
        assert!(texts[0].contains("expired at 31 Dec 2029, 04:05 UTC."), "{}", texts[0]);
        assert!(texts[1].contains(" added AA and the name https://a/ at "), "{}", texts[1]);
        assert!(texts[2].contains("holds a or b."), "{}", texts[2]);
        assert_eq!(texts[4], "Nothing was written. more");
        for text in texts {
            assert_eq!(read(saved(&text)), Some(text));
        }
    }

    #[test]
    fn words_of_an_earlier_version_stay_as_they_are() {
        assert_eq!(read(json!("A sentence of then.")).unwrap(), "A sentence of then.");
    }

    #[test]
    fn what_the_catalog_cannot_word_is_known_for_it() {
        let gone = json!({ "say": "no-longer-there" });
        assert_eq!(read(gone.clone()), None);
        assert_eq!(read(json!([{ "say": "graph-nothing-written" }, gone.clone()])), None);
        assert_eq!(read(json!({ "say": "graph-not-read-back" })), None, "without its value");
        let inside =
            json!({ "say": "graph-not-read-back", "with": { "missing": { "text": gone } } });
        assert_eq!(read(inside), None);
    }

    #[test]
    fn raw_words_can_be_changed_and_messages_stay() {
        let text = text!("graph-refused", words = "the secret").then("a secret".into());
        let changed = text.map_raw(|words| words.replace("secret", "[redacted]"));
        assert!(changed.ends_with("Its message: the [redacted] a [redacted]"), "{changed}");
        assert_eq!(saved(&changed)[0]["say"], "graph-refused");
    }
}
