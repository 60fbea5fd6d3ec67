//! The table in the shape the window shows: every combination with what holds for it today.

use super::{Beyond, Cell, Column, Exchange, Feature, Features};
use crate::guide::{Article, GuideId, Library};
use crate::messages::say;
use jiff::civil::Date;
use serde::Serialize;
use ts_rs::TS;

/// What works where.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FeatureTable {
    /// Where the table is.
    pub article: Article,
    /// The Exchange sides to choose from.
    pub exchanges: Vec<PickView>,
    /// The Skype and Teams sides to choose from.
    pub sides: Vec<PickView>,
    /// One for each pair of them.
    pub combinations: Vec<CombinationView>,
}

/// Something to choose.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PickView {
    /// Its name.
    pub id: String,
    /// As the operator knows it.
    pub label: String,
}

/// One Exchange side with one Skype or Teams side.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CombinationView {
    /// The Exchange side.
    pub exchange: String,
    /// The Skype or Teams side.
    pub side: String,
    /// Whether Microsoft supports it.
    pub support: Support,
    /// The day on which Microsoft ended the support of this Exchange, where that has come.
    pub support_ended: Option<SupportEnd>,
    /// The head of its column, as published; none where the table does not list it.
    pub published: Option<String>,
    /// What to know of it, a paragraph each.
    pub words: Vec<String>,
    /// The side to choose instead, when it is retired.
    pub instead: Option<String>,
    /// The features, as the table has them; none where it does not list the combination.
    pub features: Vec<FeatureView>,
    /// The guide that leads there.
    pub guide: Option<GuideLink>,
}

/// Whether Microsoft supports a combination.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Support {
    /// The table or another article of Microsoft's covers it, and Microsoft supports both sides.
    Supported,
    /// Microsoft has ended the support of this Exchange, whatever the table lists.
    OutOfSupport,
    /// One of its sides is retired: what the table says is no longer so.
    Retired,
    /// No article of Microsoft's covers it.
    NotListed,
}

/// The end of Microsoft's support for an Exchange.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SupportEnd {
    /// The last day of support.
    #[ts(type = "string")]
    pub day: Date,
    /// Where it was published.
    pub source: String,
}

/// A feature under one combination.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FeatureView {
    /// As published.
    pub name: String,
    /// What has to be known of it.
    pub notes: Vec<String>,
    /// Whether it works with this Exchange; never when a side is retired.
    pub works: bool,
    /// The condition in its cell: "need Exchange 2016/2013".
    pub condition: Option<String>,
    /// The cell as published, also where it no longer holds: "Y (need Exchange 2016/2013)".
    pub published: String,
}

/// A guide to begin.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct GuideLink {
    /// Its id.
    pub id: GuideId,
    /// Its title.
    pub title: String,
    /// What works once it is done.
    pub summary: String,
}

impl Features {
    /// The table with every combination worked out as of this day. A guide that is not offered is not
    /// named.
    pub fn view(&self, library: &Library, today: Date) -> FeatureTable {
        let pairs = self
            .exchanges
            .iter()
            .flat_map(|exchange| self.sides.iter().map(move |side| (exchange, side)));
        FeatureTable {
            article: self.article.clone(),
            exchanges: self
                .exchanges
                .iter()
                .map(|one| PickView { id: one.id.clone(), label: one.label.clone() })
                .collect(),
            sides: self
                .sides
                .iter()
                .map(|one| PickView { id: one.id.clone(), label: one.label.clone() })
                .collect(),
            combinations: pairs
                .map(|(exchange, side)| self.combination(exchange, &side.id, library, today))
                .collect(),
        }
    }

    fn combination(
        &self,
        exchange: &Exchange,
        side: &str,
        library: &Library,
        today: Date,
    ) -> CombinationView {
        let support_ended = exchange.ended(today);
        let exchange = exchange.id.as_str();
        let retired = self.retired.side == side;
        let pair = |exchanges: &[String], other: &str| {
            other == side && exchanges.iter().any(|one| one == exchange)
        };
        let column = self
            .combinations
            .iter()
            .enumerate()
            .find(|(_, column)| pair(&column.exchanges, &column.side));
        let beyond = self.beyond.iter().find(|other| pair(&other.exchanges, &other.side));
        let covered = column.is_some() || beyond.is_some_and(|other| other.supported);
        let guide = column
            .and_then(|(_, column)| column.guide.as_ref())
            .or_else(|| beyond.and_then(|other| other.guide.as_ref()));
        let mut words = Vec::new();
        words.extend(beyond.map(|Beyond { words, .. }| words.clone()));
        if retired {
            words.push(self.retired.words.clone());
            words.push(self.retired.next.clone());
        }
        let features: Vec<FeatureView> = column.map_or_else(Vec::new, |(index, _)| {
            let row = |feature| self.feature(feature, index, exchange, retired);
            self.rows.iter().map(row).collect()
        });
        if column.is_some() && !retired {
            let work = features.iter().filter(|feature| feature.works).count();
            words.push(match features.len() {
                all if all == work => {
                    say!("features-all", all = all)
                }
                all => say!("features-some", work = work, all = all),
            });
        }
        CombinationView {
            exchange: exchange.to_owned(),
            side: side.to_owned(),
            support: match (retired, &support_ended, covered) {
                (true, ..) => Support::Retired,
                (false, Some(_), _) => Support::OutOfSupport,
                (false, None, true) => Support::Supported,
                (false, None, false) => Support::NotListed,
            },
            support_ended,
            published: column.map(|(_, Column { published, .. })| published.clone()),
            words,
            instead: retired.then(|| self.retired.replaced_by.clone()),
            features,
            guide: guide.and_then(|id| library.guides().find(|guide| guide.id == *id)).map(
                |guide| GuideLink {
                    id: guide.id.clone(),
                    title: guide.title.clone(),
                    summary: guide.summary.clone(),
                },
            ),
        }
    }

    fn feature(
        &self,
        feature: &Feature,
        column: usize,
        exchange: &str,
        retired: bool,
    ) -> FeatureView {
        let published = feature.cells.get(column).cloned().unwrap_or_default();
        let (there, condition) = match Cell::read(&published) {
            Some(Cell::Yes) => (true, None),
            Some(Cell::YesIf(words)) => (self.meets(words, exchange), Some(words.to_owned())),
            Some(Cell::No) | None => (false, None),
        };
        let mut notes: Vec<String> = feature.note.iter().cloned().collect();
        if self.note.feature == feature.name {
            notes.push(self.note.words.clone());
        }
        FeatureView {
            name: feature.name.clone(),
            notes,
            works: there && !retired,
            condition,
            published,
        }
    }

    fn meets(&self, words: &str, exchange: &str) -> bool {
        self.conditions
            .iter()
            .filter(|condition| condition.words == words)
            .any(|condition| condition.exchanges.iter().any(|one| one == exchange))
    }
}

impl Exchange {
    /// The end of its support, where that day is over.
    fn ended(&self, today: Date) -> Option<SupportEnd> {
        self.end.clone().filter(|end| end.day < today)
    }
}
