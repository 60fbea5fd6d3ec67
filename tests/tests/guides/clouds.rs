//! Every cloud of the table is in each guide that asks for the cloud, and no guide has a value of its own
//! that the table has.

use crosstrust_core::clouds::Cloud;
use crosstrust_core::guide::{AnswerRole, Library};
use crosstrust_tests::repository::{files, text};
use std::collections::BTreeSet;

const GUIDES: &str = "src-tauri/core/guides";

/// The table itself.
const TABLE: &str = "src-tauri/core/guides/clouds.toml";

/// What the operator can choose beside the clouds of the program.
const CUSTOM: &str = "custom";

/// Two places list the names for `-AzureEnvironment` in plain text.
const LISTS: [&str; 2] = [
    "src-tauri/core/guides/rotate/steps/hybrid-application.ps1",
    "src-tauri/rehearsal/src/exchange/steps/rotation.rs",
];

fn clouds() -> BTreeSet<String> {
    Cloud::all().map(Cloud::id).chain([CUSTOM]).map(str::to_owned).collect()
}

#[test]
fn every_guide_offers_every_cloud() {
    let library = Library::built_in().expect("the built-in guides");
    let asking: Vec<_> = library
        .guides()
        .filter_map(|guide| Some((guide, guide.answer_with(AnswerRole::Cloud)?)))
        .collect();
    assert!(asking.len() >= 5, "guides ask for the cloud");
    for (guide, answer) in asking {
        let offered: BTreeSet<String> =
            answer.choices.iter().map(|choice| choice.value.clone()).collect();
        assert_eq!(offered, clouds(), "the choices of \"cloud\" in the guide {}", guide.id);
    }
}

/// What only one row of the table may have. The values of the worldwide cloud are in examples as well.
fn values(cloud: Cloud) -> Vec<&'static str> {
    let hosts =
        [cloud.login_host(), cloud.graph_host(), cloud.exchange_host(), cloud.autodiscover_host()];
    let names = [cloud.azure_environment(), cloud.exchange_environment().unwrap_or_default()];
    hosts.into_iter().chain(names).filter(|value| !value.is_empty()).collect()
}

#[test]
fn no_guide_has_a_value_of_a_cloud_itself() {
    let mut found = Vec::new();
    for path in files(GUIDES).into_iter().filter(|path| path != TABLE && !LISTS.contains(&&**path))
    {
        let text = text(&path);
        let others = Cloud::all().filter(|cloud| *cloud != Cloud::global());
        let values: BTreeSet<&str> = others.flat_map(values).collect();
        let values = values.into_iter().filter(|value| text.contains(value));
        found.extend(values.map(|value| format!("{path}: {value}")));
    }
    assert_eq!(found, Vec::<String>::new(), "use of_cloud");
    let table = text(TABLE);
    assert!(
        Cloud::all().flat_map(values).all(|value| table.contains(value)),
        "they are in the table"
    );
}

#[test]
fn the_lists_for_reading_name_every_cloud() {
    for path in LISTS {
        let text = text(path);
        for name in Cloud::all().map(Cloud::azure_environment).filter(|name| !name.is_empty()) {
            assert!(text.contains(name), "{path} does not name {name}");
        }
    }
}
