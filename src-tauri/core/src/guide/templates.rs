//! The templates of a guide: the language they are written in, and which names they use.
//!
//! It knows which template includes which, so that a guide can be checked before anything is
//! rendered. How a value is written into PowerShell is in `literal`.

use super::answer::{Answer, AnswerKind};
use super::{AnswerRole, Answers, Fqdn, literal, placement};
use crate::clouds;
use minijinja::{Environment, Template, UndefinedBehavior, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

/// The name of the values of the cloud that was chosen: `{{ of_cloud.ews_url }}`.
pub(crate) const OF_CLOUD: &str = "of_cloud";

/// The name of the list of all names for `-AzureEnvironment`, for scripts that ask for no cloud.
pub(crate) const AZURE_ENVIRONMENTS: &str = "azure_environments";

/// The list itself.
pub(crate) fn azure_environments() -> Value {
    Value::from(clouds::azure_environments())
}

/// What `clouds.toml` has of the cloud that the answers name, for templates and sentences.
pub(crate) fn of_cloud(answers: &Answers, tenant_id: &str) -> Value {
    let cloud = answers.of(AnswerRole::Cloud);
    let domain = answers.of(AnswerRole::VerifiedDomain).unwrap_or_default();
    Value::from(clouds::values(cloud, tenant_id, domain))
}

/// Names every template may use, besides the answers of its guide.
pub(crate) const FIXED_NAMES: [&str; 12] = [
    AZURE_ENVIRONMENTS,
    "created",
    "enabled",
    "fingerprint",
    "guide_id",
    OF_CLOUD,
    "reads_only",
    "relinked",
    "script_id",
    "setup_id",
    "tenant_id",
    "uploaded",
];

/// How templates see an answer: a flag as true or false, several hosts as a list, anything else as
/// text. One that was not given is no, an empty list or empty text.
pub(crate) fn value(kind: AnswerKind, answer: Option<&Answer>) -> Value {
    match answer {
        Some(Answer::Flag(flag)) => Value::from(flag.is_set()),
        Some(Answer::FqdnList(list)) => list.hosts().iter().map(Fqdn::as_str).collect(),
        Some(other) => Value::from(other.as_str()),
        None if kind == AnswerKind::Flag => Value::from(false),
        None if kind == AnswerKind::FqdnList => Value::from(Vec::<String>::new()),
        None => Value::from(""),
    }
}

/// An environment that knows no filter, no test and no function, so that nothing can go around the
/// way in which values are written; a name without a value is an error.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_path_join_callback(|name, parent| resolve(name, parent).into());
    environment
}

/// The full name of a template that `parent` includes: shared ones are named from the folder of
/// guides, all others from the guide's own folder.
fn resolve(name: &str, parent: &str) -> String {
    if name.starts_with("shared/") {
        return name.to_owned();
    }
    let folder = parent.split_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/{name}")
}

/// A template that is not there.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct MissingTemplate {
    /// Its name.
    pub(crate) name: String,
    /// The template that includes it, if one does.
    pub(crate) included_by: Option<String>,
}

/// The text of a template, before it is rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemplateSource<'a> {
    /// Its name, from the folder of guides.
    pub(crate) name: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

/// All templates, named from the folder of guides: `teams/03-account.ps1`, `shared/opening.ps1`.
#[derive(Clone, Debug)]
pub(crate) struct Templates {
    sources: BTreeMap<String, String>,
    /// All of them, compiled when the first is rendered.
    environment: OnceLock<Environment<'static>>,
    /// The names that each template uses and gives no value to.
    undeclared: OnceLock<BTreeMap<String, HashSet<String>>>,
    includes: BTreeMap<String, BTreeSet<String>>,
    sets: BTreeMap<String, BTreeSet<String>>,
}

impl Templates {
    /// Checks and compiles the sources, or says which one is wrong and why.
    pub(crate) fn compile(sources: BTreeMap<String, String>) -> Result<Self, (String, String)> {
        for (name, source) in &sources {
            let fail = |why: String| (name.clone(), why);
            if let Some((number, line)) =
                source.lines().enumerate().find(|(_, line)| !line.is_ascii())
            {
                let sign =
                    line.chars().find(|sign| !sign.is_ascii()).expect("BUG: the line is not ASCII");
                return Err(fail(format!(
                    "line {} holds {sign:?}; a template is ASCII",
                    number + 1
                )));
            }
            placement::check(source).map_err(fail)?;
        }
        let templates = Self::checked_before(sources)?;
        let environment = compiled(&templates.sources)?;
        Ok(Self { environment: environment.into(), ..templates })
    }

    /// Takes sources that were checked before. They are compiled when the first is rendered.
    pub(crate) fn checked_before(
        sources: BTreeMap<String, String>,
    ) -> Result<Self, (String, String)> {
        let (mut all_includes, mut all_sets) = (BTreeMap::new(), BTreeMap::new());
        for (name, source) in &sources {
            let (includes, sets) = read_tags(source).map_err(|why| (name.clone(), why))?;
            let includes = includes.iter().map(|include| resolve(include, name)).collect();
            all_includes.insert(name.clone(), includes);
            all_sets.insert(name.clone(), sets);
        }
        Ok(Self {
            sources,
            environment: OnceLock::new(),
            undeclared: OnceLock::new(),
            includes: all_includes,
            sets: all_sets,
        })
    }

    /// The names of all templates.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.includes.keys().map(String::as_str)
    }

    /// The template and all it includes.
    pub(crate) fn with_included(&self, name: &str) -> Result<BTreeSet<&str>, MissingTemplate> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![(None, name)];
        while let Some((from, name)) = waiting.pop() {
            let (name, includes) = self.includes.get_key_value(name).ok_or_else(|| {
                MissingTemplate { name: name.to_owned(), included_by: from.map(str::to_owned) }
            })?;
            if reached.insert(name.as_str()) {
                waiting.extend(includes.iter().map(|next| (Some(name.as_str()), next.as_str())));
            }
        }
        Ok(reached)
    }

    /// The names a set of templates uses and does not set itself, each with a template that uses it.
    pub(crate) fn names_used<'a>(
        &self,
        templates: &BTreeSet<&'a str>,
    ) -> BTreeMap<String, &'a str> {
        let set: BTreeSet<&String> =
            templates.iter().filter_map(|name| self.sets.get(*name)).flatten().collect();
        let undeclared = self.undeclared.get_or_init(|| {
            let of = |(name, template): (&str, Template<'_, '_>)| {
                (name.to_owned(), template.undeclared_variables(false))
            };
            self.environment().templates().map(of).collect()
        });
        let mut used = BTreeMap::new();
        for &name in templates {
            for variable in &undeclared[name] {
                if !set.contains(variable) {
                    used.insert(variable.clone(), name);
                }
            }
        }
        used
    }

    /// The texts of a template and of all it includes.
    ///
    /// # Errors
    /// One of them is not there.
    pub(crate) fn sources(&self, name: &str) -> Result<Vec<TemplateSource<'_>>, MissingTemplate> {
        let source = |name| TemplateSource { name, text: &self.sources[name] };
        Ok(self.with_included(name)?.into_iter().map(source).collect())
    }

    /// The environment that holds the templates and writes values as PowerShell.
    pub(crate) fn environment(&self) -> &Environment<'static> {
        self.environment.get_or_init(|| {
            compiled(&self.sources)
                .unwrap_or_else(|(file, why)| panic!("BUG: {file} was checked before: {why}"))
        })
    }
}

/// An environment with all of these, or which one is wrong and why.
fn compiled(sources: &BTreeMap<String, String>) -> Result<Environment<'static>, (String, String)> {
    let mut environment = environment();
    environment.set_formatter(|out, _, value| literal::write_value(out, value));
    for (name, source) in sources {
        environment
            .add_template_owned(name.clone(), source.clone())
            .map_err(|error| (name.clone(), words(&error)))?;
    }
    Ok(environment)
}

/// What went wrong, with its cause and line.
pub(crate) fn words(error: &minijinja::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The templates that block tags include and the names they set.
fn read_tags(source: &str) -> Result<(BTreeSet<String>, BTreeSet<String>), String> {
    let (mut includes, mut sets) = (BTreeSet::new(), BTreeSet::new());
    for part in source.split("{%").skip(1) {
        let tag = part.split("%}").next().unwrap_or(part).trim_matches(['-', '+']).trim();
        let (word, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        match word {
            "include" => {
                let name = rest.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let name = name.filter(|name| !name.contains('"')).ok_or_else(|| {
                    format!("{{% {tag} %}}: an include names one template between double quotes")
                })?;
                includes.insert(name.to_owned());
            }
            "set" | "for" => {
                let target = rest.split_once(" in ").map_or(rest, |(target, _)| target);
                let target = target.split('=').next().unwrap_or(target);
                sets.extend(target.split(',').map(|name| name.trim().to_owned()));
            }
            "if" | "elif" | "else" | "endif" | "endfor" | "endset" => {}
            other => {
                return Err(format!(
                    "{{% {other} %}}: templates use only include, set, for and if"
                ));
            }
        }
    }
    Ok((includes, sets))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(sources: &[(&str, &str)]) -> Result<Templates, (String, String)> {
        Templates::compile(
            sources.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        )
    }

    #[test]
    fn a_template_is_followed_through_what_it_includes() {
        let templates = compile(&[
            ("g/a.ps1", "{% set shell = 'x' %}\n{% include \"steps/b.ps1\" %}\n{{ domain }}"),
            ("g/steps/b.ps1", "{%- include \"shared/c.ps1\" -%}{{ shell }}"),
            (
                "shared/c.ps1",
                "{% for one in created %}{{ one }}{% endfor %}{% if tenant %}x{% endif %}",
            ),
            ("g/shared.ps1", ""),
        ])
        .unwrap();
        let reached = templates.with_included("g/a.ps1").unwrap();
        assert_eq!(reached, BTreeSet::from(["g/a.ps1", "g/steps/b.ps1", "shared/c.ps1"]));
        let used: Vec<String> = templates.names_used(&reached).into_keys().collect();
        assert_eq!(used, ["created", "domain", "tenant"]);
        let text = templates
            .environment()
            .get_template("g/a.ps1")
            .unwrap()
            .render(BTreeMap::from([
                ("domain", Value::from("d")),
                ("created", Value::from(vec!["1", "2"])),
                ("tenant", Value::from("t")),
            ]))
            .unwrap();
        assert_eq!(text, "\n'1''2'x'x'\n'd'", "what is followed is what is rendered");
    }

    #[test]
    fn an_include_of_nothing_is_reported_with_the_template_that_asks_for_it() {
        let templates = compile(&[
            ("g/a.ps1", "{% include \"b.ps1\" %}"),
            ("g/b.ps1", "{% include \"shared/c.ps1\" %}"),
        ])
        .unwrap();
        let missing = |name: &str, from: Option<&str>| MissingTemplate {
            name: name.to_owned(),
            included_by: from.map(str::to_owned),
        };
        assert_eq!(
            templates.with_included("g/a.ps1").unwrap_err(),
            missing("shared/c.ps1", Some("g/b.ps1"))
        );
        assert_eq!(templates.with_included("h/b.ps1").unwrap_err(), missing("h/b.ps1", None));
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for source in [
            "{% include name %}",
            "{% include [\"a\", \"b\"] %}",
            "{% extends \"a.ps1\" %}",
            "{% import \"a.ps1\" as a %}",
            "{% autoescape false %}{{ x }}{% endautoescape %}",
            "{% raw %}{{ x }}{% endraw %}",
            "{{ x",
            "{% if x %}",
            "Write-Output 'f\u{fc}r'",
        ] {
            let (name, why) = compile(&[("a.ps1", source)]).unwrap_err();
            assert_eq!(name, "a.ps1");
            assert!(!why.is_empty(), "{source}");
        }
    }
}
