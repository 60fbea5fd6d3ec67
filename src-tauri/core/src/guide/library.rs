//! Reading guides from their folders.
//!
//! A library holds guides that have been checked: every name in them leads somewhere. The rules
//! for that are in `check`.

use super::running::TemplateFacts;
use super::shared_answers::{self, SharedAnswers};
use super::templates::Templates;
use super::texts::in_language;
use super::{
    AnswerRole, CalendarNotes, Choice, Expectation, Explanations, Guide, GuideId, Running,
};
use super::{check, dated};
use crate::clouds::{self, Cloud};
use crate::error::{ErrorCode, Problem};
use crate::rehearsal::{self, GuideNames, RehearsalPlan};
use crate::timeline::{self, Timeline};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;
use toml::Value;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/guides");

/// The folder of templates that several guides include.
const SHARED: &str = "shared";

/// Every command in words, for all guides.
const SHARED_EXPLANATIONS: &str = "shared/explain.toml";

/// The published table of what works where.
pub(crate) const FEATURES_FILE: &str = "features.toml";

/// Why a guide's content was refused.
#[derive(Debug, Error)]
pub enum GuideError {
    /// A file could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// `guide.toml` is not of the known form, or a template is not well formed.
    #[error("{file}: {why}")]
    Malformed {
        /// The file, from the folder of guides.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// Something is named that is not there.
    #[error("{guide}: {place} names {what} \"{name}\", which is not there")]
    Unknown {
        /// The guide.
        guide: GuideId,
        /// Where it is named: `step "account"`.
        place: String,
        /// What is named: `answer`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Two things have one name.
    #[error("{guide}: there are two {what}s \"{name}\"")]
    Duplicate {
        /// The guide.
        guide: GuideId,
        /// What they are.
        what: &'static str,
        /// Their name.
        name: String,
    },
    /// Nothing uses it.
    #[error("{guide}: nothing uses the {what} \"{name}\"")]
    Unused {
        /// The guide.
        guide: GuideId,
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A value breaks a rule.
    #[error("{guide}: {place}: {why}")]
    Invalid {
        /// The guide.
        guide: GuideId,
        /// Where: `answer "tenant"`.
        place: String,
        /// The rule.
        why: String,
    },
}

impl From<GuideError> for Problem {
    fn from(error: GuideError) -> Self {
        Self::of(ErrorCode::GuideBroken).with_detail(error.to_string())
    }
}

/// Guides with their templates, checked, in the order in which they are offered.
pub struct Library {
    guides: Vec<Guide>,
    templates: Templates,
    timeline: Arc<Timeline>,
    features: String,
    rehearsals: BTreeMap<GuideId, Arc<RehearsalPlan>>,
}

/// Whether guides keep the rules is checked, or known.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Rules {
    /// Nobody has checked them.
    Check,
    /// They are built in, and a test has checked them. The program reads them at each start.
    CheckedByTest,
}

impl Library {
    /// The guides that are built in. That they keep every rule is not checked again: a test has checked them.
    pub fn built_in() -> Result<Self, GuideError> {
        let mut files = BTreeMap::new();
        collect_embedded(&BUILT_IN, &mut files);
        Self::from_files(&files, None, Rules::CheckedByTest)
    }

    /// The same, checked.
    #[cfg(test)]
    pub(super) fn check_built_in() -> Result<Self, GuideError> {
        let mut files = BTreeMap::new();
        collect_embedded(&BUILT_IN, &mut files);
        Self::from_files(&files, None, Rules::Check)
    }

    /// The guides in a folder, in English.
    pub fn read(folder: &Path) -> Result<Self, GuideError> {
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files)?;
        Self::from_files(&files, None, Rules::Check)
    }

    /// The guides in a folder, in another language: "de". Every guide, the shared questions, the shared
    /// explanations, the timeline and the table of features need a translation.
    pub fn read_in(folder: &Path, language: &str) -> Result<Self, GuideError> {
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files)?;
        Self::from_files(&files, Some(language), Rules::Check)
    }

    /// All guides, in the order in which they are offered.
    pub fn guides(&self) -> impl Iterator<Item = &Guide> {
        self.guides.iter()
    }

    /// The guide of that id.
    pub fn guide(&self, id: &GuideId) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.id == *id)
    }

    /// What the simulated organization does for a guide, where the guide has a file for it.
    pub fn rehearsal(&self, guide: &GuideId) -> Option<&Arc<RehearsalPlan>> {
        self.rehearsals.get(guide)
    }

    /// What Microsoft changed or will change.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The file with the published table of what works where; empty where the folder has none.
    pub(crate) fn features(&self) -> &str {
        &self.features
    }

    /// The templates of all guides.
    pub(crate) fn templates(&self) -> &Templates {
        &self.templates
    }

    /// `files` are named from the folder of guides, with `/`.
    fn from_files(
        files: &BTreeMap<String, Vec<u8>>,
        language: Option<&str>,
        rules: Rules,
    ) -> Result<Self, GuideError> {
        if rules == Rules::Check {
            clouds::check()
                .map_err(|why| GuideError::Malformed { file: clouds::FILE.to_owned(), why })?;
        }
        let mut texts = BTreeMap::new();
        for (name, bytes) in files {
            if name != clouds::FILE && (has_extension(name, "ps1") || has_extension(name, "toml")) {
                let text = std::str::from_utf8(bytes).map_err(|_| GuideError::Malformed {
                    file: name.clone(),
                    why: "it is not UTF-8".to_owned(),
                })?;
                let plain = !text.contains('\r');
                let text = if plain { text.to_owned() } else { text.replace("\r\n", "\n") };
                texts.insert(name.clone(), text);
            }
        }
        let in_language = |name: &str| {
            texts.get(name).map(|text| in_language(name, text, &texts, language)).transpose()
        };
        // A folder of guides that name no date needs no timeline.
        let timeline =
            in_language(timeline::FILE)?.map(|text| Timeline::read(&text)).transpose()?;
        let timeline = Arc::new(timeline.unwrap_or_default());
        let features = in_language(FEATURES_FILE)?.unwrap_or_default();
        let sources = texts.iter().filter(|(name, _)| has_extension(name, "ps1"));
        let sources = sources.map(|(name, text)| (name.clone(), text.clone())).collect();
        let templates = match rules {
            Rules::Check => Templates::compile(sources),
            Rules::CheckedByTest => Templates::checked_before(sources),
        };
        let templates = templates.map_err(|(file, why)| GuideError::Malformed { file, why })?;
        let shared = match in_language(SHARED_EXPLANATIONS)? {
            Some(text) => parse::<SharedExplanations>(SHARED_EXPLANATIONS, &text)?.explain,
            None => Explanations::new(),
        };
        let shared = Arc::new(shared);
        let questions = in_language(shared_answers::FILE)?
            .map(|text| SharedAnswers::read(&text))
            .transpose()
            .map_err(|why| GuideError::Malformed { file: shared_answers::FILE.to_owned(), why })?;
        let questions = questions.unwrap_or_default();
        let folders: BTreeSet<&str> = files
            .keys()
            .filter_map(|name| name.split_once('/'))
            .map(|(folder, _)| folder)
            .collect();
        let mut guides = folders
            .into_iter()
            .filter(|folder| *folder != SHARED)
            .map(|folder| read_guide(folder, &texts, language, &timeline, &questions))
            .collect::<Result<Vec<_>, _>>()?;
        expect_as_others(&mut guides)?;
        let mut rehearsals = BTreeMap::new();
        let mut in_use = BTreeSet::new();
        let mut facts = BTreeMap::new();
        for guide in &mut guides {
            guide.glossary = Arc::clone(&shared);
            dated::bind(guide, &timeline)?;
            if rules == Rules::Check {
                in_use.extend(check::guide(guide, &templates)?);
            }
            read_running(guide, &templates, &mut facts);
            if rules == Rules::Check {
                check::shells(guide)?;
            }
            if let Some(plan) = read_rehearsal(guide, &texts, &templates, rules)? {
                rehearsals.insert(guide.id.clone(), Arc::new(plan));
            }
        }
        if rules == Rules::Check {
            check_together(&guides, &templates, &in_use)?;
        }
        guides.sort_by(|one, other| (one.order, &one.id).cmp(&(other.order, &other.id)));
        Ok(Self { guides, templates, timeline, features, rehearsals })
    }
}

/// Refuses a template that no script is made of, and what is wrong between guides.
fn check_together(
    guides: &[Guide],
    templates: &Templates,
    in_use: &BTreeSet<String>,
) -> Result<(), GuideError> {
    if let Some(name) = templates.names().find(|name| !in_use.contains(*name)) {
        return Err(GuideError::Malformed {
            file: name.to_owned(),
            why: "no script is made of it".to_owned(),
        });
    }
    for guide in guides {
        for step in &guide.steps {
            let Some(opened) = &step.opens else { continue };
            if guides.iter().all(|known| known.id != *opened) {
                return Err(GuideError::Unknown {
                    guide: guide.id.clone(),
                    place: format!("step \"{}\"", step.id),
                    what: "guide",
                    name: opened.to_string(),
                });
            }
        }
    }
    one_alone(guides, "renews", |guide| guide.renews)?;
    one_alone(guides, "default-applications", |guide| guide.default_applications)
}

/// The commands of all scripts in words, for somebody who does not read PowerShell. A guide has another
/// text only where this one does not fit.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SharedExplanations {
    /// What each command does, by the command's name as scripts have it: `New-MailUser`.
    explain: Explanations,
}

fn read_guide(
    folder: &str,
    texts: &BTreeMap<String, String>,
    language: Option<&str>,
    timeline: &Timeline,
    questions: &SharedAnswers,
) -> Result<Guide, GuideError> {
    let file = format!("{folder}/guide.toml");
    let malformed = |why: String| GuideError::Malformed { file: file.clone(), why };
    let text = texts.get(&file).ok_or_else(|| malformed("it is missing".to_owned()))?;
    let text = in_language(&file, text, texts, language)?;
    let text = timeline.fill(&text).map_err(|name| {
        malformed(format!("it names \"{name}\", which is not in {}", timeline::FILE))
    })?;
    let mut guide = match questions.fill(&text).map_err(malformed)? {
        Some(filled) => {
            let guide = Value::Table(filled).try_into::<Guide>();
            guide.map_err(|error| malformed(error.to_string().trim_end().to_owned()))?
        }
        None => parse::<Guide>(&file, &text)?,
    }
    .with_default_writes();
    ask_by_cloud(&mut guide)?;
    if guide.id.as_str() != folder {
        return Err(malformed(format!("its id is \"{}\", not the folder's name", guide.id)));
    }
    Ok(guide)
}

/// Reads what the simulated organization does for a guide; none where the guide has no file for it.
fn read_rehearsal(
    guide: &Guide,
    texts: &BTreeMap<String, String>,
    templates: &Templates,
    rules: Rules,
) -> Result<Option<RehearsalPlan>, GuideError> {
    let file = format!("{}/{}", guide.id, rehearsal::FILE);
    let Some(text) = texts.get(&file) else { return Ok(None) };
    let plan: RehearsalPlan = parse(&file, text)?;
    if rules == Rules::CheckedByTest {
        return Ok(Some(plan));
    }
    let names = guide.scripts.iter().map(|script| guide.template_name(script));
    let sources: Vec<_> = names
        .flat_map(|name| templates.sources(&name).expect("BUG: the guide was checked"))
        .collect();
    let steps = guide.steps.iter().map(|step| {
        let facts = step.expect.iter().filter(|one| !one.optional).map(|one| one.fact.as_str());
        (step.id.as_str(), facts.collect())
    });
    let templates = sources.iter().map(|source| source.text).collect();
    plan.check(&GuideNames { steps: steps.collect(), templates })
        .map_err(|why| GuideError::Malformed { file, why })?;
    Ok(Some(plan))
}

/// Gives steps what the steps of other guides expect. A question of the other guide is not asked here.
fn expect_as_others(guides: &mut [Guide]) -> Result<(), GuideError> {
    let mut additions = Vec::new();
    for (at, guide) in guides.iter().enumerate() {
        for (number, step) in guide.steps.iter().enumerate() {
            let Some(like) = &step.expects_as else { continue };
            let other = guides.iter().find(|other| other.id == like.guide);
            let original = other.and_then(|other| other.step(&like.step));
            let (_, original) = original.ok_or_else(|| GuideError::Unknown {
                guide: guide.id.clone(),
                place: format!("step \"{}\", expects-as", step.id),
                what: "step",
                name: format!("{}/{}", like.guide, like.step),
            })?;
            let expected = original.expect.iter().cloned();
            let expected = expected.map(|one| Expectation { ask: None, ..one });
            additions.push((at, number, expected.collect::<Vec<_>>()));
        }
    }
    for (guide, step, expected) in additions {
        guides[guide].steps[step].expect.extend(expected);
    }
    Ok(())
}

/// Refuses a second guide with what only one can have.
fn one_alone(
    guides: &[Guide],
    key: &'static str,
    has: impl Fn(&Guide) -> bool,
) -> Result<(), GuideError> {
    let mut having = guides.iter().filter(|guide| has(guide));
    match (having.next(), having.next()) {
        (Some(first), Some(second)) => Err(GuideError::Invalid {
            guide: second.id.clone(),
            place: key.to_owned(),
            why: format!("the guide \"{}\" has it already, and only one can", first.id),
        }),
        _ => Ok(()),
    }
}

/// Fills in from the table of clouds which clouds can be chosen, and which questions depend on them.
fn ask_by_cloud(guide: &mut Guide) -> Result<(), GuideError> {
    for spec in &mut guide.answers {
        let place = format!("answer \"{}\"", spec.id);
        let invalid = |why: &str| GuideError::Invalid {
            guide: guide.id.clone(),
            place: place.clone(),
            why: why.to_owned(),
        };
        if spec.role == Some(AnswerRole::Cloud) && spec.choices.is_empty() {
            spec.choices = cloud_choices(&spec.calendar_notes);
        } else if spec.calendar_notes != CalendarNotes::default() {
            return Err(invalid("only the clouds of clouds.toml have calendar-notes"));
        }
        let Some(condition) = &mut spec.only_when else { continue };
        let Some(value) = &condition.unpublished else {
            if condition.is.is_empty() {
                return Err(invalid("only-when needs \"is\" or \"unpublished\""));
            }
            continue;
        };
        let unpublished = clouds::without(value).ok_or_else(|| GuideError::Unknown {
            guide: guide.id.clone(),
            place: place.clone(),
            what: "value of the cloud",
            name: value.clone(),
        })?;
        if !condition.is.is_empty() || !condition.or.is_empty() {
            return Err(invalid("only-when has \"is\" or \"unpublished\", not both"));
        }
        let asked = unpublished
            .into_iter()
            .filter(|cloud| !condition.except.iter().any(|one| one == cloud));
        let mut asked = asked.map(str::to_owned);
        condition.is = asked.next().ok_or_else(|| invalid("only-when is never so"))?;
        condition.or = asked.collect();
    }
    Ok(())
}

/// The clouds as choices.
fn cloud_choices(notes: &CalendarNotes) -> Vec<Choice> {
    let choice = |cloud: Cloud| Choice {
        value: cloud.id().to_owned(),
        label: cloud.label(),
        note: notes.of(cloud.teams_calendars()).map(str::to_owned),
    };
    let (id, label) = clouds::other();
    let other = Choice { value: id.to_owned(), label, note: None };
    Cloud::all().map(choice).chain([other]).collect()
}

/// Reads from the templates how each script is run. `facts` are those of the templates that were read before.
fn read_running<'t>(
    guide: &mut Guide,
    templates: &'t Templates,
    facts: &mut BTreeMap<&'t str, TemplateFacts>,
) {
    let names: Vec<String> = guide.scripts.iter().map(|one| guide.template_name(one)).collect();
    for (script, own) in guide.scripts.iter_mut().zip(names) {
        let parts = templates.sources(&own).expect("BUG: the guide was checked");
        for part in &parts {
            facts.entry(part.name).or_insert_with(|| TemplateFacts::of(*part));
        }
        let text = parts.iter().find(|part| part.name == own).map_or("", |part| part.text);
        let facts: Vec<&TemplateFacts> = parts.iter().map(|part| &facts[part.name]).collect();
        script.running = Running::of(script.role, text, &facts);
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, GuideError> {
    toml::from_str(text).map_err(|error| GuideError::Malformed {
        file: file.to_owned(),
        why: error.to_string().trim_end().to_owned(),
    })
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}

fn collect_embedded(folder: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        files.insert(name, file.contents().to_vec());
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}

fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), GuideError> {
    let unreadable = |path: &Path, source| GuideError::Unreadable { path: path.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, std::fs::read(&path).map_err(|source| unreadable(&path, source))?);
        }
    }
    Ok(())
}
