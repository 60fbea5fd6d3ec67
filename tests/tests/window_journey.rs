//! What the Teams guide asks of an operator, measured on its shortest way in a real window.
//!
//! `docs/journey.toml` holds the figures. `UPDATE_GOLDENS=1` writes them again.

#![cfg(target_os = "linux")]

use crosstrust_tests::repository::{root, text};
use crosstrust_tests::window::{Desktop, Journey, JourneyFigures, Person};
use serde::{Deserialize, Serialize};

const FILE: &str = "docs/journey.toml";

const HEADER: &str =
    "# What the Teams guide asks of an administrator on its shortest way, as a test measures it:
# `cargo test --workspace --test window_journey`. `UPDATE_GOLDENS=1` writes it again.

";

/// The figures of each guide that is measured.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Measured {
    /// The operator runs the scripts on the server.
    teams: JourneyFigures,
    /// Crosstrust runs them.
    teams_from_here: JourneyFigures,
}

#[tokio::test]
async fn the_teams_guide_asks_for_what_is_written_down() {
    let measured =
        Measured { teams: shortest_way(false).await, teams_from_here: shortest_way(true).await };
    println!("{measured:?}");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let table = toml::to_string(&measured).expect("figures are written");
        std::fs::write(root().join(FILE), format!("{HEADER}{table}")).expect("a file of figures");
    }
    let agreed: Measured = toml::from_str(&text(FILE)).expect("a table of figures");
    assert_eq!(measured, agreed, "{FILE} says otherwise; UPDATE_GOLDENS=1 writes it again");
}

/// What the shortest way asks for.
async fn shortest_way(from_here: bool) -> JourneyFigures {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.count().await;
    journey.begin("fresh").await;
    journey.answer_what_is_needed().await;
    if from_here {
        journey.run_here().await;
    } else {
        journey.run_script().await;
    }
    journey.to_upload().await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    journey.verify().await;
    if from_here {
        journey.read_server_from_here().await;
    } else {
        journey.read_server_again().await;
    }
    let figures = journey.figures().await;
    page.close().await;
    figures
}
