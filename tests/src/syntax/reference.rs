//! Microsoft's reference of the cmdlets that scripts use: parameters, sets of them, versions.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The reference, by cmdlet.
#[derive(Debug, Deserialize)]
pub struct Reference {
    cmdlets: BTreeMap<String, Cmdlet>,
    /// The properties of the objects that servers returned, by cmdlet; empty without that record.
    #[serde(skip)]
    objects: BTreeMap<String, BTreeSet<String>>,
}

/// The record of objects: `exchange-objects.json`.
#[derive(Deserialize)]
struct Objects {
    cmdlets: BTreeMap<String, Object>,
}

#[derive(Deserialize)]
struct Object {
    properties: BTreeMap<String, serde_json::Value>,
}

/// One cmdlet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cmdlet {
    /// The products and versions that have it.
    pub(super) applicable: Vec<String>,
    /// The ways in which it can be called.
    pub(super) parameter_sets: Vec<ParameterSet>,
    parameters: BTreeMap<String, Availability>,
}

/// One way in which a cmdlet can be called.
#[derive(Debug, Deserialize)]
pub(super) struct ParameterSet {
    /// Its name.
    pub(super) name: String,
    /// The parameters it takes.
    pub(super) parameters: Vec<Parameter>,
}

/// One parameter in one set.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "these are the columns of the reference")]
pub(super) struct Parameter {
    /// Its full name.
    pub(super) name: String,
    mandatory: bool,
    /// What the page says elsewhere, where it contradicts itself.
    #[serde(default)]
    required_in_yaml: bool,
    /// Whether it can come through the pipeline.
    pub(super) pipeline: bool,
    /// Whether it takes no value.
    pub(super) switch: bool,
}

impl Parameter {
    /// Whether it must be given. A switch that makes its set what it is must be, also where the page
    /// writes it as if it could be left out.
    pub(super) fn is_needed(&self) -> bool {
        self.mandatory || self.switch && self.required_in_yaml
    }
}

#[derive(Debug, Deserialize)]
struct Availability {
    #[serde(default)]
    applicable: Vec<String>,
}

impl Reference {
    /// The folder of the reference: the one `CROSSTRUST_REFERENCE` names, else the one that lies
    /// beside the project. `None` where there is none.
    ///
    /// # Panics
    ///
    /// When `CROSSTRUST_REFERENCE` names a folder that holds no reference.
    pub fn folder() -> Option<PathBuf> {
        if let Some(named) = std::env::var_os("CROSSTRUST_REFERENCE") {
            let folder = PathBuf::from(named);
            assert!(
                file(&folder).is_file(),
                "CROSSTRUST_REFERENCE names {}, where there is no cmdlets.json",
                folder.display()
            );
            return Some(folder);
        }
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
        file(&beside).is_file().then_some(beside)
    }

    /// Reads the reference of a folder, and the few cmdlets beside it that this project names itself.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn read(folder: &Path) -> Self {
        let mut reference: Self = json(&file(folder));
        let more = Path::new(env!("CARGO_MANIFEST_DIR")).join("powershell/more-cmdlets.json");
        let more: Self = json(&more);
        for (name, cmdlet) in more.cmdlets {
            reference.cmdlets.entry(name).or_insert(cmdlet);
        }
        let objects = folder.join("exchange-objects.json");
        if objects.is_file() {
            let objects: Objects = json(&objects);
            let named = |object: Object| object.properties.into_keys().collect();
            reference.objects =
                objects.cmdlets.into_iter().map(|(name, object)| (name, named(object))).collect();
        }
        reference
    }

    /// The properties of the objects that a cmdlet returned on servers; `None` where none of its objects
    /// were recorded.
    pub fn properties(&self, cmdlet: &str) -> Option<&BTreeSet<String>> {
        self.objects.get(cmdlet)
    }

    /// Whether objects were recorded at all.
    pub fn has_objects(&self) -> bool {
        !self.objects.is_empty()
    }

    /// A cmdlet by its exact name.
    pub(super) fn cmdlet(&self, name: &str) -> Option<&Cmdlet> {
        self.cmdlets.get(name)
    }
}

impl Cmdlet {
    /// Whether a parameter takes no value; `None` where there is no such parameter.
    pub(super) fn is_switch(&self, parameter: &str) -> Option<bool> {
        self.parameter_sets
            .iter()
            .flat_map(|set| &set.parameters)
            .find(|found| found.name == parameter)
            .map(|found| found.switch)
    }

    /// The versions, out of those asked for, that have the cmdlet but not the parameter.
    pub(super) fn without<'v>(&self, parameter: &str, versions: &[&'v str]) -> Vec<&'v str> {
        let Some(known) = self.parameters.get(parameter) else { return Vec::new() };
        if known.applicable.is_empty() {
            return Vec::new();
        }
        let has = |version: &&str| known.applicable.iter().any(|one| one == version);
        versions.iter().copied().filter(|version| !has(version)).collect()
    }
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let bytes = std::fs::read(path)
        .unwrap_or_else(|error| panic!("{} could not be read: {error}", path.display()));
    serde_json::from_slice(&bytes)
        .unwrap_or_else(|error| panic!("{} could not be understood: {error}", path.display()))
}

fn file(folder: &Path) -> PathBuf {
    folder.join("cmdlets.json")
}
