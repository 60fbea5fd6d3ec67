//! What grows with the number of setups and with the length of a journal: the first page, and saving an answer.

use super::{Figure, median, p95};
use crate::torture::walk::Program;
use crosstrust_core::guide::{GuideId, Library};
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId, Store};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// How large the measurements are.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Setups on the first page.
    pub setups: u32,
    /// Entries of the longer journal.
    pub entries: usize,
    /// How often each is measured.
    pub rounds: usize,
}

/// Entries of the shorter journal.
const FEW: usize = 10;

/// Saves that many answered setups in a data folder, each with a journal of that length, and gives their ids.
///
/// # Panics
/// The folder cannot be written.
pub fn grown(data: &Path, setups: u32, entries: usize) -> Vec<SetupId> {
    let library = Library::built_in().expect("the guides that are built in");
    let guide = library.guide(&GuideId::from("teams")).expect("a guide");
    let store = Store::open(data).expect("a data folder");
    let now = Timestamp::now();
    let id = |number: u32| {
        let [a, b, c, d] = number.to_be_bytes();
        SetupId::new(now, [a, b, c, d, 1, 2, 3, 4, 5, 6])
    };
    (0..setups)
        .map(|number| {
            let mut setup = Setup::new(id(number), guide, true, now, OPERATOR);
            let asked = guide.answers.iter().filter(|spec| !spec.decision && !spec.optional);
            let answers = asked.map(|spec| (spec.id.clone(), spec.example.clone())).collect();
            let set = setup.apply(guide, Event::AnswersSet { answers }, now, OPERATOR);
            drop(set.expect("examples are answers"));
            let mut value = serde_json::to_value(&setup).expect("JSON");
            let journal = value["journal"].as_array_mut().expect("a journal");
            let entry = journal.last().expect("an entry").clone();
            journal.resize(entries.max(journal.len()), entry);
            let setup: Setup = serde_json::from_value(value).expect("a setup");
            let lock = store.lock(setup.id()).expect("nobody has it");
            store.save(&lock, &setup).expect("it is saved");
            setup.id()
        })
        .collect()
}

/// What grows, measured by the commands of a program whose data folder has one setup with a short journal and
/// one with a long one, in this order.
///
/// # Panics
/// The program does not answer.
pub async fn measure_setups(program: &impl Program, ids: &[SetupId], sizes: Sizes) -> Vec<Figure> {
    let mut saving = [Vec::new(), Vec::new()];
    let mut script = Vec::new();
    for id in ids {
        let opened = program.call("open_setup", json!({ "id": id.to_string() })).await;
        opened.expect("the program answers").expect("it opens");
    }
    // In turn, so that what else the computer does meets both.
    for round in 0..sizes.rounds {
        for (id, saving) in ids.iter().zip(&mut saving) {
            let id = id.to_string();
            let answers = json!({ "organization_name": format!("Contoso {round}") });
            let took =
                timed(program, "save_answers", json!({ "id": id, "answers": answers })).await;
            saving.push(took);
        }
        let first = ids[0].to_string();
        let answers = json!({ "organization_name": format!("Fabrikam {round}") });
        let saved =
            timed(program, "save_answers", json!({ "id": first, "answers": answers })).await;
        let written =
            timed(program, "script", json!({ "id": first, "script": "teams-on-premises" })).await;
        script.push(saved + written);
    }
    let [few, many] = saving.map(median);
    vec![
        Figure::new(
            "From an answer to its script, 95 of 100",
            p95(script),
            "ms",
            8.0,
            format!("{} answers; the disk takes {:.1} ms of it", sizes.rounds, disk(sizes.rounds)),
        ),
        Figure::ratio(
            &format!("Saving an answer with {} journal entries against {FEW}", sizes.entries),
            (many, few),
            "ms",
            1.5,
        ),
    ]
}

/// The milliseconds in which the disk keeps a new file of the size of a setup, and its name.
fn disk(rounds: usize) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = || -> std::io::Result<f64> {
        let began = Instant::now();
        let mut file = File::create(folder.path().join("new"))?;
        file.write_all(&vec![b' '; 20_000])?;
        file.sync_all()?;
        std::fs::rename(folder.path().join("new"), folder.path().join("kept"))?;
        if cfg!(unix) {
            File::open(folder.path())?.sync_all()?;
        }
        Ok(began.elapsed().as_secs_f64() * 1_000.0)
    };
    median((0..rounds).map(|_| kept().expect("the disk takes it")).collect())
}

async fn timed(program: &impl Program, command: &str, arguments: Value) -> f64 {
    let answer = program.timed(command, arguments).await.expect("the program answers");
    let (took, answer) = answer;
    answer.unwrap_or_else(|problem| panic!("{command}: {problem}"));
    took
}

/// A data folder for [`measure_setups`], and its setups.
///
/// # Panics
/// The folder cannot be written.
pub fn short_and_long(data: &Path, sizes: Sizes) -> Vec<SetupId> {
    let short = grown(data, 1, FEW);
    // Of a later moment, and so another id.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let long = grown(data, 1, sizes.entries);
    [short, long].concat()
}
