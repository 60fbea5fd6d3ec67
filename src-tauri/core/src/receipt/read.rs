//! From pasted text or a saved file to a receipt.

use super::block::{self, Payload};
use super::{Receipt, ReceiptError};
use crate::text;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};
use serde_json::Value;
use serde_json::error::Category;

/// No receipt comes near this.
const LIMIT: usize = 1024 * 1024;

/// The newest form this version reads.
const FORMAT: u64 = 1;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Takes the receipt out of a console's output, a mail, the file a script saved, or its bare JSON,
/// in any Unicode encoding. Of several receipts the last complete one counts.
///
/// # Errors
/// Says whether there is no receipt, part of one, a damaged or a newer one, or too much text.
/// Whether it belongs to a setup is [`judge`](super::judge())'s to say.
pub fn read(bytes: &[u8]) -> Result<Receipt, ReceiptError> {
    if bytes.len() > LIMIT {
        return Err(ReceiptError::TooLarge { bytes: bytes.len() });
    }
    let text = text::decode(bytes);
    if let Some(payload) = block::last(&text) {
        return from_payload(&payload?);
    }
    let trimmed = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{FEFF}' | '\0')
    });
    if trimmed.starts_with('{') {
        return from_json(trimmed);
    }
    without_markers(trimmed)
}

/// The base64 lines alone are taken too, when they are whole.
fn without_markers(text: &str) -> Result<Receipt, ReceiptError> {
    // The beginning of `{"` and of `{` with a line end behind it.
    let is_json = |payload: &Payload| {
        let beginnings = ["eyJ", "ew0K", "ewog", "ewoi"];
        beginnings.iter().any(|beginning| payload.base64.starts_with(beginning))
    };
    let bare = Payload::clean(text, 1).ok().filter(is_json);
    match bare {
        Some(payload) => from_payload(&payload).map_err(|error| match error {
            ReceiptError::Unreadable { .. } => {
                ReceiptError::CutOff { missing: "the line BEGIN or END CROSSTRUST RECEIPT" }
            }
            other => other,
        }),
        None => Err(ReceiptError::NotFound { hint: hint(text) }),
    }
}

fn hint(text: &str) -> &'static str {
    if text.is_empty() {
        "It is empty."
    } else if text.contains("-----BEGIN CERTIFICATE") {
        "It is a certificate. Choose it on the page of the upload."
    } else if text.contains("SupportsShouldProcess") {
        "It is the script itself. Run it on the server, then copy what it prints at its end."
    } else {
        "Look for the lines between BEGIN CROSSTRUST RECEIPT and END CROSSTRUST RECEIPT."
    }
}

fn from_payload(payload: &Payload) -> Result<Receipt, ReceiptError> {
    let damaged = |offset: usize, reason: &str| ReceiptError::Unreadable {
        line: Some(payload.line(offset)),
        reason: reason.to_owned(),
    };
    let end = payload.base64.len().saturating_sub(1);
    if payload.base64.is_empty() {
        return Err(damaged(0, "there is nothing between its first and last line."));
    }
    let json = BASE64.decode(&payload.base64).map_err(|error| match error {
        DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. } => {
            damaged(offset, "the characters there do not fit together.")
        }
        DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => {
            damaged(end, "characters are missing, or some were added.")
        }
    })?;
    let value = serde_json::from_slice(&json).map_err(|error| {
        // Three bytes of JSON stand in four characters; PowerShell writes all in one line.
        let offset = match error.line() {
            0 | 1 => error.column().saturating_sub(1) / 3 * 4,
            _ => end,
        };
        damaged(offset.min(end), "some of its lines are missing or changed.")
    })?;
    from_value(value)
}

fn from_json(json: &str) -> Result<Receipt, ReceiptError> {
    let value = serde_json::from_str(json).map_err(|error| match error.classify() {
        Category::Eof => ReceiptError::CutOff { missing: "the end of the JSON" },
        Category::Io | Category::Syntax | Category::Data => ReceiptError::Unreadable {
            line: Some(error.line()),
            reason: "it is not the JSON that a script writes.".to_owned(),
        },
    })?;
    from_value(value)
}

fn from_value(value: Value) -> Result<Receipt, ReceiptError> {
    let unreadable = |reason: String| ReceiptError::Unreadable { line: None, reason };
    match value.get("format").and_then(Value::as_u64) {
        Some(FORMAT) => {}
        Some(format) if format > FORMAT => return Err(ReceiptError::Newer { format }),
        Some(_) | None => {
            return Err(unreadable("it does not name its format.".to_owned()));
        }
    }
    serde_json::from_value(value).map_err(|error| {
        let mut said: String = error.to_string().chars().take(200).collect();
        said.push('.');
        unreadable(said)
    })
}

#[cfg(test)]
mod tests;
