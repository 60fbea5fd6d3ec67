//! Sentences of a guide with the answers in them, for reading.
//!
//! They are written in the language of templates, so that a sentence can choose its words by an
//! answer (`{{ 'x' if relink else 'y' }}`) or by the cloud (`{{ of_cloud.exchange_host }}`); nothing is
//! quoted here, because nothing of it is run before a person has read it.

use super::templates::{FIXED_NAMES, OF_CLOUD, environment, of_cloud};
use super::{AnswerRole, Answers, Guide};
use minijinja::Value;
use std::collections::BTreeMap;

impl Guide {
    /// The text with the answers in it. A question without an answer is named in its place. A text
    /// that cannot be filled in is given unchanged.
    pub(crate) fn interpolate(&self, text: &str, answers: &Answers) -> String {
        if !text.contains("{{") {
            return text.to_owned();
        }
        let tenant = answers.of(AnswerRole::Tenant).unwrap_or("<tenant_id>");
        let fixed = FIXED_NAMES.iter().map(|name| match *name {
            OF_CLOUD => (OF_CLOUD, of_cloud(answers, tenant)),
            name => (name, Value::from(format!("<{name}>"))),
        });
        let values: BTreeMap<&str, Value> = fixed
            .chain(self.answers.iter().map(|spec| {
                let id = spec.id.as_str();
                let given = answers.text(id).map(str::to_owned);
                (id, Value::from(given.unwrap_or_else(|| format!("<{}>", spec.label))))
            }))
            .collect();
        environment().render_str(text, values).unwrap_or_else(|_| text.to_owned())
    }
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
