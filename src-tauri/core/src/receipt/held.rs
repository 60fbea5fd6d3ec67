//! What was there before a change, and after it, as a script says: nothing (null), text, or a list of
//! text. A script that does not know it says nothing at all.

use super::wire::lists_again;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads such a value: null is one, and not the same as none.
pub(crate) fn recorded<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(|value| Some(plain(value)))
}

/// The value as null, text or a list of text, whatever was written.
fn plain(value: Value) -> Value {
    match lists_again(value) {
        Value::Array(entries) => entries.iter().map(text).map(Value::String).collect(),
        Value::Null => Value::Null,
        other => Value::String(text(&other)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::receipt::Change;
    use serde_json::{Value, json};

    fn read(fields: &[(&str, Value)]) -> Change {
        let mut change = json!({ "target": "A", "action": "Set", "done": true });
        for (name, value) in fields {
            change[*name] = value.clone();
        }
        serde_json::from_value(change).unwrap()
    }

    #[test]
    fn a_value_that_is_not_reported_is_not_one_that_is_nothing() {
        let silent = read(&[]);
        assert_eq!((&silent.before, &silent.after), (&None, &None));
        let gone = read(&[("before", json!("A")), ("after", Value::Null)]);
        assert_eq!((&gone.before, &gone.after), (&Some(json!("A")), &Some(Value::Null)));
        for one in [silent, gone] {
            let again = serde_json::from_value(serde_json::to_value(&one).unwrap()).unwrap();
            assert_eq!(one, again, "it is saved and loaded as it was");
        }
    }

    #[test]
    fn whatever_a_script_writes_is_read_as_text_or_a_list_of_text() {
        for (written, read_as) in [
            (json!(true), json!("true")),
            (json!(7), json!("7")),
            (json!(["a", 1, null]), json!(["a", "1", "null"])),
            (json!([]), json!([])),
            (json!({ "value": ["a"], "Count": 1 }), json!(["a"])),
            (json!({ "a": 1 }), json!(r#"{"a":1}"#)),
        ] {
            let change = read(&[("before", written.clone())]);
            assert_eq!(change.before, Some(read_as), "{written}");
        }
    }
}
