//! Where in its article a step comes from.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// The part of the article that a step carries out: the number of a step of the article, or a heading.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(untagged))]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Section {
    /// A numbered step of the article: `section = 2`.
    Step(u32),
    /// A heading, or what else names the part: `section = "Verify your success"`.
    Heading(String),
}

impl Section {
    /// The number, where it is a numbered step.
    pub const fn number(&self) -> Option<u32> {
        match self {
            Self::Step(number) => Some(*number),
            Self::Heading(_) => None,
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(number) => write!(f, "Step {number}"),
            Self::Heading(heading) => f.write_str(heading),
        }
    }
}

impl<'de> Deserialize<'de> for Section {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Section;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number of a step of the article, or a heading")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Section, E> {
        let number = u32::try_from(number).ok().filter(|number| *number > 0);
        number
            .map(Section::Step)
            .ok_or_else(|| E::custom("a step of the article is number 1 or more"))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Section, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Section, E> {
        match text.strip_prefix("Step ").and_then(|number| number.parse::<u32>().ok()) {
            Some(number) => Err(E::custom(format!(
                "a numbered step is written by its number: section = {number}"
            ))),
            None => Ok(Section::Heading(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Step {
        section: Section,
    }

    fn read(value: &str) -> Result<Section, String> {
        let step = toml::from_str::<Step>(&format!("section = {value}"));
        step.map(|step| step.section).map_err(|error| error.to_string())
    }

    #[test]
    fn a_section_is_a_number_or_a_heading() {
        assert_eq!(read("3"), Ok(Section::Step(3)));
        assert_eq!(read("3").unwrap().to_string(), "Step 3");
        let heading = read("\"Steps 5 and 6\"").unwrap();
        assert_eq!((heading.number(), heading.to_string()), (None, "Steps 5 and 6".to_owned()));
    }

    #[test]
    fn anything_else_is_refused_with_what_to_write() {
        for (value, words) in [
            ("\"Step 3\"", "section = 3"),
            ("0", "number 1 or more"),
            ("-1", "number 1 or more"),
            ("true", "the number of a step of the article, or a heading"),
        ] {
            let refusal = read(value).unwrap_err();
            assert!(refusal.contains(words), "{value}: {refusal}");
        }
    }
}
