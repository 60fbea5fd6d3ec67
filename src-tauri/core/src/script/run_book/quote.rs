//! Answers in lines to copy: each is one quoted value, whatever it holds.

use crate::guide::literal;
use crate::messages::say;
use crate::script::RenderError;
use crate::text::is_hidden;

/// A value as PowerShell takes it for one, whatever it holds.
pub(super) fn quoted(value: &str) -> Result<String, RenderError> {
    let refused = |why: String| RenderError::RunBook { why };
    if let Some(hidden) = value.chars().find(|&sign| is_hidden(sign)) {
        return Err(refused(say!(
            "script-hidden-character",
            code = format!("{:04X}", u32::from(hidden))
        )));
    }
    let mut text = String::new();
    literal::write_text(&mut text, value).map_err(|error| refused(error.to_string()))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_value_is_one_quoted_word_or_is_refused() {
        assert_eq!(quoted("contoso.com").unwrap(), "'contoso.com'");
        assert_eq!(quoted("a'; Remove-Item C:\\ #").unwrap(), "'a''; Remove-Item C:\\ #'");
        assert_eq!(quoted("\u{2019}$(x)`").unwrap(), "'\u{2019}\u{2019}$(x)`'");
        for hidden in ['\n', '\r', '\0', '\t', '\u{202e}', '\u{200f}', '\u{2028}', '\u{feff}'] {
            let refused = quoted(&format!("a{hidden}b")).unwrap_err().to_string();
            assert!(refused.contains(&format!("U+{:04X}", u32::from(hidden))), "{refused}");
        }
    }
}
