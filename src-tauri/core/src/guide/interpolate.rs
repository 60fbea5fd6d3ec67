//! Sentences of a guide with the answers in them, for reading.
//!
//! They are written in the language of templates, so that a sentence can choose its words by an
//! answer (`{{ 'x' if relink else 'y' }}`) or by the cloud (`{{ of_cloud.exchange_host }}`). An answer stands
//! as it was given, but between single quotes (`'{{ mailbox }}'`): there it is a value of a command that a
//! person copies, and its own quotes are doubled.

use super::templates::{FIXED_NAMES, OF_CLOUD, environment, of_cloud};
use super::{AnswerId, AnswerRole, Answers, Guide};
use crate::text::doubled_quotes;
use minijinja::Value;
use std::collections::BTreeMap;

impl Guide {
    /// The text with the answers in it. A question without an answer is named in its place. A text
    /// that cannot be filled in is given unchanged.
    pub(crate) fn interpolate(&self, as_written: &str, answers: &Answers) -> String {
        if !as_written.contains("{{") {
            return as_written.to_owned();
        }
        let mut text = as_written.to_owned();
        for spec in &self.answers {
            let (place, quoted) = (format!("'{{{{ {} }}}}'", spec.id), in_quotes(&spec.id));
            text = text.replace(&place, &format!("'{{{{ {quoted} }}}}'"));
        }
        let tenant = answers.of(AnswerRole::Tenant).unwrap_or("<tenant_id>");
        let fixed = FIXED_NAMES.iter().map(|name| match *name {
            OF_CLOUD => (OF_CLOUD, of_cloud(answers, tenant)),
            name => (name, Value::from(format!("<{name}>"))),
        });
        let fixed = fixed.map(|(name, value)| (name.to_owned(), value));
        let values: BTreeMap<String, Value> = fixed
            .chain(self.answers.iter().flat_map(|spec| {
                let given = answers.text(spec.id.as_str()).map(str::to_owned);
                let shown = given.unwrap_or_else(|| format!("<{}>", spec.label));
                let quoted = (in_quotes(&spec.id), Value::from(doubled_quotes(&shown)));
                [(spec.id.to_string(), Value::from(shown)), quoted]
            }))
            .collect();
        environment().render_str(&text, values).unwrap_or_else(|_| as_written.to_owned())
    }
}

/// The name under which a text has the answer between single quotes.
fn in_quotes(id: &AnswerId) -> String {
    format!("{id}__in_quotes")
}

#[cfg(test)]
mod tests {
    use crate::guide::tests::Folder;
    use crate::guide::{AnswerId, Answers};
    use std::collections::BTreeMap;

    fn interpolated(text: &str, given: &[(&str, &str)]) -> String {
        let guide = Folder::new().read().unwrap().guide(&"small".into()).unwrap().clone();
        let raw: BTreeMap<AnswerId, String> =
            given.iter().map(|(id, value)| ((*id).into(), (*value).to_owned())).collect();
        let (answers, problems) = Answers::parse(&guide, &raw);
        assert_eq!(problems, []);
        guide.interpolate(text, &answers)
    }

    #[test]
    fn answers_stand_in_a_sentence_as_they_were_given() {
        let given = [("tenant", "contoso.com"), ("mailbox", "o'brien&#@contoso.com")];
        assert_eq!(
            interpolated("For {{ tenant }}: {{mailbox}}.", &given),
            "For contoso.com: o'brien&#@contoso.com."
        );
        assert_eq!(interpolated("No place for { tenant }", &given), "No place for { tenant }");
    }

    #[test]
    fn between_single_quotes_an_answer_is_one_value_of_a_command() {
        let given = [("tenant", "contoso.com"), ("mailbox", "o'brien&#@contoso.com")];
        assert_eq!(
            interpolated("Get-Mailbox -Identity '{{ mailbox }}' | For {{ mailbox }}", &given),
            "Get-Mailbox -Identity 'o''brien&#@contoso.com' | For o'brien&#@contoso.com"
        );
        assert_eq!(interpolated("-Add '{{ mailbox }}'", &[]), "-Add '<Mailbox>'");
    }

    #[test]
    fn a_question_without_an_answer_is_named_in_its_place() {
        assert_eq!(
            interpolated("{{ tenant }} {{mailbox}} {{ setup_id }}", &[]),
            "<Tenant> <Mailbox> <setup_id>"
        );
    }

    #[test]
    fn a_sentence_chooses_its_words_by_an_answer() {
        let text = "Run it{{ { 'global': '', 'custom': ' -Own' }[cloud] }}.";
        assert_eq!(interpolated(text, &[]), "Run it.");
        assert_eq!(interpolated(text, &[("cloud", "custom")]), "Run it -Own.");
        let host = "https://{{ of_cloud.exchange_host or 'the host of your cloud' }}/";
        assert_eq!(
            interpolated(host, &[]),
            "https://outlook.office365.com/",
            "the worldwide cloud"
        );
        assert_eq!(interpolated(host, &[("cloud", "custom")]), "https://the host of your cloud/");
        let lacking = "{{ { 'custom': '' }[cloud] }}";
        assert_eq!(interpolated(lacking, &[]), lacking, "what cannot be filled in stays readable");
    }
}
