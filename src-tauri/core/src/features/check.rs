//! The rules the table must keep: every name leads somewhere, every combination is reported exactly once,
//! and every row has a cell for every column.

use super::{Cell, FILE, Features};
use crate::guide::{GuideError, GuideId, Library};
use std::collections::BTreeSet;

pub(super) fn table(table: &Features, library: &Library) -> Result<(), GuideError> {
    picks_are_named_once(table)?;
    for condition in &table.conditions {
        known(table, &condition.words, &condition.exchanges, None)?;
    }
    combinations_are_reported_once(table)?;
    let retired = &table.retired;
    known(table, "retired", &[], Some(&retired.side))?;
    known(table, "retired", &[], Some(&retired.replaced_by))?;
    rows_are_whole(table)?;
    let columns = table.combinations.iter().filter_map(|column| column.guide.as_ref());
    let beyond = table.beyond.iter().filter_map(|reported| reported.guide.as_ref());
    for guide in columns.chain(beyond) {
        in_library(library, guide)?;
    }
    Ok(())
}

fn malformed(why: String) -> GuideError {
    GuideError::Malformed { file: FILE.to_owned(), why }
}

fn picks_are_named_once(table: &Features) -> Result<(), GuideError> {
    let mut seen = BTreeSet::new();
    let exchanges = table.exchanges.iter().map(|one| one.id.as_str());
    let mut all = exchanges.chain(table.sides.iter().map(|side| side.id.as_str()));
    match all.find(|id| !seen.insert(*id)) {
        Some(id) => Err(malformed(format!("there are two choices \"{id}\""))),
        None => Ok(()),
    }
}

fn known(
    table: &Features,
    place: &str,
    exchanges: &[String],
    side: Option<&String>,
) -> Result<(), GuideError> {
    let exchange = exchanges.iter().find(|id| table.exchanges.iter().all(|one| one.id != **id));
    let side = side.filter(|id| table.sides.iter().all(|one| one.id != **id));
    match exchange.or(side) {
        Some(id) => Err(malformed(format!("\"{place}\" names \"{id}\", which is not there"))),
        None => Ok(()),
    }
}

fn combinations_are_reported_once(table: &Features) -> Result<(), GuideError> {
    let columns = table
        .combinations
        .iter()
        .map(|column| (column.published.as_str(), &column.exchanges, &column.side));
    let beyond =
        table.beyond.iter().map(|reported| ("beyond", &reported.exchanges, &reported.side));
    let mut reported = BTreeSet::new();
    for (place, exchanges, side) in columns.chain(beyond) {
        known(table, place, exchanges, Some(side))?;
        for exchange in exchanges {
            if !reported.insert((exchange, side)) {
                return Err(malformed(format!("\"{exchange}\" with \"{side}\" is told twice")));
            }
        }
    }
    for exchange in &table.exchanges {
        for side in &table.sides {
            if !reported.contains(&(&exchange.id, &side.id)) {
                let (exchange, side) = (&exchange.id, &side.id);
                return Err(malformed(format!("\"{exchange}\" with \"{side}\" is not told")));
            }
        }
    }
    Ok(())
}

fn rows_are_whole(table: &Features) -> Result<(), GuideError> {
    for feature in &table.rows {
        if feature.cells.len() != table.combinations.len() {
            return Err(malformed(format!(
                "\"{}\" has {} cells for {} columns",
                feature.name,
                feature.cells.len(),
                table.combinations.len()
            )));
        }
        for text in &feature.cells {
            let readable = match Cell::read(text) {
                Some(Cell::Yes | Cell::No) => true,
                Some(Cell::YesIf(words)) => {
                    table.conditions.iter().any(|known| known.words == words)
                }
                None => false,
            };
            if !readable {
                return Err(malformed(format!("\"{}\" has the cell \"{text}\"", feature.name)));
            }
        }
    }
    if table.rows.iter().all(|feature| feature.name != table.note.feature) {
        return Err(malformed(format!(
            "the note is about \"{}\", which is not there",
            table.note.feature
        )));
    }
    Ok(())
}

fn in_library(library: &Library, guide: &GuideId) -> Result<(), GuideError> {
    match library.guide(guide) {
        Some(_) => Ok(()),
        None => Err(malformed(format!("there is no guide \"{guide}\""))),
    }
}
