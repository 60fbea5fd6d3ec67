use super::*;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The rows of the published table: a feature, the text in brackets behind it, a cell a column.
const PUBLISHED: &str = include_str!("published.txt");

/// A day on which the support of Exchange Server 2019 is over.
const TODAY: Date = jiff::civil::date(2026, 11, 29);

fn library() -> Library {
    Library::built_in().unwrap()
}

fn table() -> FeatureTable {
    let library = library();
    Features::built_in(&library).unwrap().view(&library, TODAY)
}

fn combination(exchange: &str, side: &str) -> CombinationView {
    let mut combinations = table().combinations.into_iter();
    combinations.find(|one| one.exchange == exchange && one.side == side).unwrap()
}

fn feature(combination: &CombinationView, name: &str) -> FeatureView {
    combination.features.iter().find(|one| one.name == name).unwrap().clone()
}

/// The built-in table after one change to its text.
fn changed(from: &str, to: &str) -> String {
    assert!(BUILT_IN.contains(from), "{from}");
    match Features::read(&BUILT_IN.replacen(from, to, 1), &library()) {
        Err(GuideError::Malformed { file, why }) => {
            assert_eq!(file, "features.toml");
            why
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[test]
fn every_cell_is_that_of_the_published_table() {
    let features = Features::built_in(&library()).unwrap();
    let ours: Vec<String> = features
        .rows
        .iter()
        .map(|row| {
            let note = row.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
            format!("{}{note} {}", row.name, row.cells.join(" "))
        })
        .collect();
    let published: Vec<&str> = PUBLISHED.lines().collect();
    assert_eq!(published.len(), 17, "the table has seventeen rows");
    assert_eq!(ours, published);
}

#[test]
fn every_pair_of_sides_is_one_combination() {
    let table = table();
    let pairs: BTreeSet<(&str, &str)> =
        table.combinations.iter().map(|one| (one.exchange.as_str(), one.side.as_str())).collect();
    assert_eq!(pairs.len(), table.exchanges.len() * table.sides.len());
    assert_eq!(pairs.len(), table.combinations.len());
}

#[test]
fn a_condition_is_met_by_the_versions_it_names_and_by_no_other() {
    for name in [
        "Contact List (via Unified Contact Store)",
        "High-resolution Contact Photo",
        "Archiving Content (IM and Meeting) in Exchange",
        "Search archived content",
    ] {
        let newer = feature(&combination("exchange-2016", "skype-server"), name);
        assert!(newer.works, "{name}");
        assert_eq!(newer.condition.as_deref(), Some("need Exchange 2016/2013"));
        let older = feature(&combination("exchange-2010", "skype-server"), name);
        assert!(!older.works, "{name}: the condition is not met");
        assert_eq!(older.published, "Y (need Exchange 2016/2013)", "the cell is told as it is");
    }
    assert_eq!(
        combination("exchange-2016", "skype-server").words,
        ["Microsoft's table lists all 17 features as working."]
    );
    let both = combination("exchange-2010", "skype-server");
    assert_eq!(both.words, ["Microsoft's table lists 13 of 17 features as working."]);
    assert!(feature(&both, "Presence in Outlook").works);
}

#[test]
fn nothing_works_with_a_service_that_is_retired_and_the_way_out_is_named() {
    let table = table();
    let retired: Vec<&CombinationView> =
        table.combinations.iter().filter(|one| one.side == "skype-online").collect();
    assert_eq!(retired.len(), table.exchanges.len());
    for one in retired {
        assert_eq!(one.support, Support::Retired, "{}", one.exchange);
        assert_eq!(one.instead.as_deref(), Some("teams"));
        assert!(one.words.iter().any(|words| words.contains("retired on July 31, 2021")));
        assert!(one.words.iter().any(|words| words.contains("Microsoft Teams")));
        assert!(one.features.iter().all(|feature| !feature.works), "{}", one.exchange);
    }
    let once = combination("exchange-online", "skype-online");
    assert_eq!(feature(&once, "Presence in Outlook").published, "Y", "what was so can be read");
}

#[test]
fn what_the_table_does_not_list_shows_no_feature() {
    for one in table().combinations.iter().filter(|one| one.published.is_none()) {
        assert!(one.features.is_empty() && !one.words.is_empty());
    }
}

#[test]
fn nothing_that_microsoft_supports_is_called_not_listed() {
    for (exchange, side) in [
        ("exchange-se", "teams"),
        ("exchange-online", "teams"),
        ("exchange-se", "skype-server"),
        ("exchange-online", "skype-server"),
    ] {
        assert_eq!(combination(exchange, side).support, Support::Supported, "{exchange} {side}");
    }
}

#[test]
fn nothing_is_supported_once_the_support_of_its_exchange_has_ended() {
    let ended = ["exchange-2019", "exchange-2016", "exchange-2013", "exchange-2010"];
    for one in table().combinations {
        let out = ended.contains(&one.exchange.as_str());
        assert_eq!(one.support_ended.is_some(), out, "{} {}", one.exchange, one.side);
        if out {
            assert_ne!(one.support, Support::Supported, "{} {}", one.exchange, one.side);
        }
    }
    let two_thousand_ten = combination("exchange-2010", "skype-server");
    assert_eq!(two_thousand_ten.support, Support::OutOfSupport, "although the table lists it");
    let end = two_thousand_ten.support_ended.unwrap();
    assert_eq!(end.day, jiff::civil::date(2020, 10, 13));
    assert!(end.source.starts_with("https://learn.microsoft.com/lifecycle/"));
}

#[test]
fn the_last_day_of_support_still_counts() {
    let library = library();
    let features = Features::built_in(&library).unwrap();
    let support = |day| {
        let table = features.view(&library, day);
        let mut all = table.combinations.into_iter();
        all.find(|one| one.exchange == "exchange-2016" && one.side == "skype-server")
            .unwrap()
            .support
    };
    assert_eq!(support(jiff::civil::date(2025, 10, 14)), Support::Supported);
    assert_eq!(support(jiff::civil::date(2025, 10, 15)), Support::OutOfSupport);
}

#[test]
fn a_guide_that_leads_there_is_one_that_is_offered() {
    let library = library();
    let features = Features::built_in(&library).unwrap();
    let offered: BTreeSet<&GuideId> = library.guides().map(|guide| &guide.id).collect();
    let shown = features.view(&library, TODAY);
    for one in &shown.combinations {
        if let Some(guide) = &one.guide {
            assert!(offered.contains(&guide.id), "{}", guide.id);
        }
    }
    let teams = shown.combinations.iter().find(|one| one.guide.is_some()).unwrap();
    assert!(!teams.guide.as_ref().unwrap().summary.is_empty());
    let link = combination("exchange-se", "teams").guide.unwrap();
    assert_eq!(
        (link.id.as_str(), link.title.as_str()),
        ("teams", "Microsoft Teams with Exchange Server")
    );
}

#[test]
fn the_notes_of_the_table_stand_with_the_features_they_are_about() {
    let both = combination("exchange-online", "skype-server");
    let photo = feature(&both, "High-resolution Contact Photo");
    assert!(photo.notes.iter().any(|note| note.contains("Lync 2013")));
    let voicemail = feature(&both, "Exchange UM Voice Mail");
    assert!(voicemail.notes.iter().any(|note| note.contains("Cloud Voicemail")));
    assert_eq!(feature(&both, "Meeting delegation").notes, Vec::<String>::new());
}

#[test]
fn a_table_that_contradicts_itself_is_refused() {
    assert!(changed("guide = \"skype-hybrid\"", "guide = \"nowhere\"").contains("no guide"));
    assert!(changed("\"Y\", \"Y\", \"Y\", \"Y\", \"Y\"", "\"Y\"").contains("1 cells for 5"));
    assert!(changed("[\"Y\",", "[\"Yes\",").contains("the cell \"Yes\""));
    assert!(changed("Y (need Exchange 2016/2013)", "Y (need luck)").contains("need luck"));
    assert!(changed("id = \"skype-server\"", "id = \"teams\"").contains("two choices"));
    assert!(
        changed(
            "exchanges = [\"exchange-2016\", \"exchange-2013\"]\n\n#",
            "exchanges = [\"exchange-5\"]\n\n#"
        )
        .contains("exchange-5")
    );
    assert!(changed("replaced-by = \"teams\"", "replaced-by = \"lync\"").contains("lync"));
    assert!(
        changed("feature = \"Exchange UM Voice Mail\"", "feature = \"Fax\"").contains("Fax"),
        "the note is about a feature"
    );
    let unknown = changed("exchange-2019-support-ended", "exchange-2018-support-ended");
    assert!(unknown.contains("exchange-2018-support-ended"), "{unknown}");
    let three = "exchanges = [\"exchange-2016\", \"exchange-2013\", \"exchange-2010\"]";
    let twice = &format!("{three}\nside = \"skype-server\"");
    let other = &format!("{three}\nside = \"skype-online\"");
    assert!(changed(twice, other).contains("told twice"));
    let fewer = "exchanges = [\"exchange-2016\", \"exchange-2013\"]\nside = \"skype-server\"";
    assert!(changed(twice, fewer).contains("is not told"));
    assert!(changed("[note]", "[notes]").contains("unknown field"));
}
