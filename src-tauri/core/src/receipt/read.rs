//! From pasted text or a saved file to the receipts in it.

use super::block::{self, Block, Piece};
use super::error::{InsteadOfReceipt, MissingPart};
use super::packed::{self, NotUnpacked};
use super::paste::Paste;
use super::payload::{Payload, is_filler};
use super::remark::{Age, Missing, Remark};
use super::{Receipt, ReceiptError, mail, wire};
use crate::messages::say;
use crate::text;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};
use jiff::Timestamp;
use regex::Regex;
use serde_json::Value;
use serde_json::error::Category;
use std::borrow::Cow;
use std::sync::LazyLock;

/// No receipt comes near this.
const LIMIT: usize = 1024 * 1024;

/// So many remarks are reported; a text with more of them is no copy of anything.
const REMARKS: usize = 20;

/// The newest form this version reads. In the block, format 1 is the JSON itself and format 2 packs
/// it; either way the bytes decide.
const FORMAT: u64 = 2;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a text holds of receipts.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundReceipts {
    /// The receipts, one or more, in the order of the text, each once.
    pub receipts: Vec<Receipt>,
    /// What else there is that may be one.
    pub remarks: Vec<Remark>,
}

impl FoundReceipts {
    fn one(receipt: Receipt) -> Self {
        Self { receipts: vec![receipt], remarks: Vec::new() }
    }

    /// The receipt whose run began last; of several that began at once, the last one in the text.
    ///
    /// # Panics
    /// Never: a text without a receipt is not read.
    pub fn newest(&self) -> &Receipt {
        let newest = self.receipts.iter().max_by_key(|receipt| receipt.started);
        newest.expect("BUG: a text that was read holds a receipt")
    }
}

/// Takes all receipts out of a console's output, a mail or its source, the file a script saved, or the
/// bare JSON of one, in any encoding.
///
/// # Errors
/// Says whether there is no receipt, part of one, a damaged or a newer one, or too much text.
/// Whether it belongs to a setup is [`judge`](super::judge())'s to say.
pub fn read(bytes: &[u8]) -> Result<FoundReceipts, ReceiptError> {
    if bytes.len() > LIMIT {
        return Err(ReceiptError::TooLarge { bytes: bytes.len() });
    }
    let text = text::decode(bytes);
    let as_it_stands = from_text(&text);
    // Only where that leaves something to be wished for: text that is no mail can look encoded.
    let decoded = || mail::message(bytes).into_iter().chain(mail::quoted_printable(&text));
    match &as_it_stands {
        Ok(found) if found.remarks.is_empty() => as_it_stands,
        Ok(found) => more(found.receipts.len(), decoded()).map_or(as_it_stands, Ok),
        Err(_) => more(0, decoded()).map_or(as_it_stands, Ok),
    }
}

/// What the first of these texts holds that has more receipts than `count`.
fn more(count: usize, texts: impl Iterator<Item = String>) -> Option<FoundReceipts> {
    texts.filter_map(|text| from_text(&text).ok()).find(|found| found.receipts.len() > count)
}

fn from_text(text: &str) -> Result<FoundReceipts, ReceiptError> {
    let paste = Paste::of(text);
    let pieces = block::find(&paste.text);
    if !pieces.is_empty() && !is_script_alone(&pieces, text) {
        return from_pieces(&pieces, &paste);
    }
    let trimmed = text.trim_matches(is_filler);
    if trimmed.starts_with('{') {
        return from_json(trimmed).map(FoundReceipts::one);
    }
    without_markers(&paste).map(FoundReceipts::one)
}

/// A script holds the markers that it prints, in quotation marks.
fn is_script_alone(pieces: &[Piece<'_>], text: &str) -> bool {
    let mention = |piece: &Piece<'_>| match piece {
        Piece::Whole(block) => block.lead.ends_with('\''),
        Piece::WithoutEnd(_) | Piece::WithoutBegin(_) => false,
    };
    text.contains("SupportsShouldProcess") && pieces.iter().all(mention)
}

/// A receipt that was read, and where.
struct Whole {
    place: usize,
    base64: String,
    receipt: Receipt,
}

fn from_pieces(pieces: &[Piece<'_>], paste: &Paste<'_>) -> Result<FoundReceipts, ReceiptError> {
    let mut whole: Vec<Whole> = Vec::new();
    let mut damaged = Vec::new();
    for piece in pieces {
        let Piece::Whole(block) = piece else { continue };
        match from_block(block, paste) {
            Ok((base64, receipt)) => {
                whole.push(Whole { place: block.start, base64, receipt });
            }
            Err(error) => damaged.push((block.start, error)),
        }
    }
    if whole.is_empty() {
        let last = damaged.pop().map(|(_, error)| error);
        return Err(last.unwrap_or_else(|| cut_off(pieces)));
    }
    let begun = |whole: &Whole| whole.receipt.started;
    let newest = whole.iter().map(begun).max().expect("BUG: there is one");
    let last = whole.last().map_or(0, |last| last.place);
    whole.sort_by(|one, other| one.base64.cmp(&other.base64));
    let mut remarks: Vec<(usize, Remark)> = damaged
        .into_iter()
        .map(|(place, error)| {
            let age = if place > last { Age::Newer } else { Age::Unknown };
            (place, Remark::of(error, age))
        })
        .collect();
    for piece in pieces {
        remarks.extend(match piece {
            Piece::Whole(_) => None,
            Piece::WithoutBegin(place) => {
                let age = if *place > last { Age::Newer } else { Age::Unknown };
                let missing = Missing::Begin;
                Some((*place, Remark::CutOff { line: paste.line(*place), missing, age }))
            }
            Piece::WithoutEnd(block) => {
                let base64 = beginning(block, paste);
                let started = started(&base64);
                let age = match Age::of(started, newest) {
                    Age::Unknown if block.start > last => Age::Newer,
                    age => age,
                };
                // Copied again, whole. Receipts of one script begin alike, so it must have its time.
                let again = started.is_some() && is_beginning_of_one(&base64, &whole);
                let (line, missing) = (paste.line(block.start), Missing::End);
                (!again).then_some((block.start, Remark::CutOff { line, missing, age }))
            }
        });
    }
    remarks.sort_by_key(|(place, _)| *place);
    whole.dedup_by(|one, other| one.base64 == other.base64);
    whole.sort_by_key(|whole| whole.place);
    Ok(FoundReceipts {
        receipts: whole.into_iter().map(|whole| whole.receipt).collect(),
        remarks: remarks.into_iter().map(|(_, remark)| remark).take(REMARKS).collect(),
    })
}

fn cut_off(pieces: &[Piece<'_>]) -> ReceiptError {
    let begins = pieces.iter().any(|piece| matches!(piece, Piece::WithoutEnd(_)));
    ReceiptError::CutOff { missing: if begins { MissingPart::End } else { MissingPart::Begin } }
}

/// The receipt of a block. What looks like numbers of lines is taken off; where that leads nowhere, it
/// is taken for part of the receipt.
fn from_block(block: &Block<'_>, paste: &Paste<'_>) -> Result<(String, Receipt), ReceiptError> {
    let read = |numbers| {
        let payload = Payload::of(block, paste, numbers).map_err(|fault| fault.error)?;
        let receipt = from_payload(&payload)?;
        Ok((payload.base64, receipt))
    };
    read(true).or_else(|error: ReceiptError| match error {
        ReceiptError::Newer { .. } => Err(error),
        _ => read(false).map_err(|_| error),
    })
}

/// The base64 of a block that has no end, as far as it is any.
fn beginning(block: &Block<'_>, paste: &Paste<'_>) -> String {
    match Payload::of(block, paste, true) {
        Ok(payload) => payload.base64,
        Err(fault) => fault.so_far,
    }
}

/// Whether it was copied again, whole: `whole` is sorted by its base64.
fn is_beginning_of_one(base64: &str, whole: &[Whole]) -> bool {
    let at = whole.partition_point(|known| known.base64.as_str() < base64);
    whole.get(at).is_some_and(|known| known.base64.starts_with(base64))
}

/// When the run of a receipt began of which only the beginning is there, if that reports it.
fn started(base64: &str) -> Option<Timestamp> {
    let whole = &base64[..base64.len() / 4 * 4];
    let bytes = BASE64.decode(whole).ok()?;
    let json = String::from_utf8_lossy(&packed::beginning(&bytes)).into_owned();
    let mut found = STARTED.captures_iter(&json).map(|found| found[1].to_owned());
    let (first, second) = (found.next()?, found.next());
    first.parse().ok().filter(|_| second.is_none())
}

static STARTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""started"\s*:\s*"([^"\\]{1,40})""#)
        .expect("BUG: the expression is fixed, and a test uses it")
});

/// The base64 lines alone are taken too, when they are whole.
fn without_markers(paste: &Paste<'_>) -> Result<Receipt, ReceiptError> {
    // The beginning of `{"`, of `{` with a line end behind it, and of what is packed.
    let is_json = |payload: &Payload| {
        let beginnings = ["eyJ", "ew0K", "ewog", "ewoi", packed::BASE64_MAGIC];
        beginnings.iter().any(|beginning| payload.base64.starts_with(beginning))
    };
    let bare = Payload::of(&block::bare(&paste.text), paste, true).ok().filter(is_json);
    match bare {
        Some(payload) => from_payload(&payload).map_err(|error| match error {
            ReceiptError::Unreadable { .. } => {
                ReceiptError::CutOff { missing: MissingPart::Marker }
            }
            other => other,
        }),
        None => {
            Err(ReceiptError::NotFound { instead: instead(paste.text.trim_matches(is_filler)) })
        }
    }
}

fn instead(text: &str) -> InsteadOfReceipt {
    if text.is_empty() {
        InsteadOfReceipt::Empty
    } else if text.contains("-----BEGIN CERTIFICATE") {
        InsteadOfReceipt::Certificate
    } else if text.contains("SupportsShouldProcess") {
        InsteadOfReceipt::Script
    } else {
        InsteadOfReceipt::Other
    }
}

fn from_payload(payload: &Payload) -> Result<Receipt, ReceiptError> {
    let damaged = |offset: usize, reason: String| ReceiptError::Unreadable {
        line: Some(payload.line(offset)),
        reason,
    };
    let end = payload.base64.len().saturating_sub(1);
    if payload.base64.is_empty() {
        return Err(damaged(0, say!("receipt-damage-nothing")));
    }
    let bytes = BASE64.decode(&payload.base64).map_err(|error| match error {
        DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. } => {
            damaged(offset, say!("receipt-damage-characters"))
        }
        DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => {
            damaged(end, say!("receipt-damage-length"))
        }
    })?;
    let json = packed::unpack(&bytes).map_err(|error| {
        // Where what is packed was changed cannot be known: it shows only further on.
        let damaged = |reason: String| ReceiptError::Unreadable { line: None, reason };
        match error {
            NotUnpacked::CutOff => damaged(say!("receipt-damage-lines-missing")),
            NotUnpacked::Damaged => damaged(say!("receipt-damage-characters-changed")),
            NotUnpacked::TooLarge => ReceiptError::TooLargeUnpacked { limit: packed::LIMIT },
        }
    })?;
    let value = serde_json::from_slice(&json).map_err(|error| {
        if matches!(json, Cow::Owned(_)) {
            return damaged(end, say!("receipt-damage-not-a-result"));
        }
        // Three bytes of JSON are in four characters; PowerShell writes all in one line.
        let offset = match error.line() {
            0 | 1 => error.column().saturating_sub(1) / 3 * 4,
            _ => end,
        };
        damaged(offset.min(end), say!("receipt-damage-lines-changed"))
    })?;
    from_value(value)
}

fn from_json(json: &str) -> Result<Receipt, ReceiptError> {
    let value = serde_json::from_str(json).map_err(|error| match error.classify() {
        Category::Eof => ReceiptError::CutOff { missing: MissingPart::Json },
        Category::Io | Category::Syntax | Category::Data => ReceiptError::Unreadable {
            line: Some(error.line()),
            reason: say!("receipt-damage-json"),
        },
    })?;
    from_value(value)
}

fn from_value(value: Value) -> Result<Receipt, ReceiptError> {
    let value = wire::lists_again(value);
    let unreadable = |reason: String| ReceiptError::Unreadable { line: None, reason };
    match value.get("format").and_then(Value::as_u64) {
        Some(1..=FORMAT) => {}
        Some(format) if format > FORMAT => return Err(ReceiptError::Newer { format }),
        Some(_) | None => {
            return Err(unreadable(say!("receipt-damage-no-format")));
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
