//! Every cloud of the table is in each guide that asks for the cloud, and no guide has a value of its own
//! that the table has.

use crosstrust_core::clouds::Cloud;
use crosstrust_core::guide::{AnswerRole, Library};
use crosstrust_tests::golden;
use crosstrust_tests::repository::{files, text};
use std::collections::BTreeSet;

const GUIDES: &str = "src-tauri/core/guides";

/// The table itself.
const TABLE: &str = "src-tauri/core/guides/clouds.toml";

/// What the operator can choose beside the clouds of the program.
const CUSTOM: &str = "custom";

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
    for path in files(GUIDES).into_iter().filter(|path| path != TABLE) {
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

/// Each cloud as Microsoft publishes it: the hosts of sign-in, Graph, Exchange Online and Autodiscover, and
/// the name for `-AzureEnvironment`.
#[test]
fn each_cloud_has_the_published_hosts() {
    let hosts = |cloud: Cloud| {
        [
            cloud.id(),
            cloud.login_host(),
            cloud.graph_host(),
            cloud.exchange_host(),
            cloud.autodiscover_host(),
            cloud.azure_environment(),
        ]
        .join(" ")
    };
    assert_eq!(
        Cloud::all().map(hosts).collect::<Vec<_>>(),
        [
            "global login.microsoftonline.com graph.microsoft.com outlook.office365.com autodiscover-s.outlook.com ",
            "gcc-high login.microsoftonline.us graph.microsoft.us outlook.office365.us autodiscover-s.office365.us USGovernmentL4",
            "dod login.microsoftonline.us dod-graph.microsoft.us outlook-dod.office365.us autodiscover-s-dod.office365.us USGovernmentL5",
            "china login.partner.microsoftonline.cn microsoftgraph.chinacloudapi.cn partner.outlook.cn autodiscover-s.partner.outlook.cn ChinaCloud",
            "bleu login.sovcloud-identity.fr graph.svc.sovcloud.fr outlook.sovcloud.fr autodiscover-s.outlook.sovcloud.fr BleuCloud",
            "delos login.sovcloud-identity.de graph.svc.sovcloud.de outlook.sovcloud.de autodiscover-s.outlook.sovcloud.de DelosCloud",
        ]
    );
}

#[test]
fn a_script_without_a_cloud_of_its_own_names_those_of_every_cloud() {
    let scripts = golden::all().into_iter().filter(|(place, _)| {
        place.starts_with("rotate/") && place.ends_with("hybrid-application.ps1")
    });
    let scripts: Vec<String> =
        scripts.map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8")).collect();
    assert!(!scripts.is_empty());
    for name in Cloud::all().map(Cloud::azure_environment).filter(|name| !name.is_empty()) {
        assert!(scripts.iter().all(|text| text.contains(&format!("{name} ("))), "{name}");
    }
}
