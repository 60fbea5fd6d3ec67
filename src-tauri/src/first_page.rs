//! What the first page asks for, answered while the window is made: the page has it when it is loaded, and shows the
//! setups with its first frame.

use crate::app::App;
use crate::commands;
use serde_json::{Map, Value, json};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tauri::{AppHandle, Manager};

/// The window does not wait longer for the answers: its page then asks for them.
const PATIENCE: Duration = Duration::from_millis(100);

/// Of a longer answer the page would rather begin without it, in bytes.
const LONGEST: usize = 128 * 1024;

/// A script that gives the answers to the page. `ui/src/lib/host.ts` takes them.
pub(crate) fn script(tauri: &AppHandle) -> String {
    let (send, answered) = mpsc::channel();
    let tauri = tauri.clone();
    // A disk may be slow, and the window must appear all the same.
    std::thread::spawn(move || {
        let answers = tauri::async_runtime::block_on(answers(&tauri.state::<App>(), LONGEST));
        // Nobody takes what comes too late.
        let _ = send.send(answers);
    });
    let answers = answered.recv_timeout(PATIENCE).unwrap_or_default();
    format!("globalThis.crosstrustAnswers = {};", Value::Object(answers))
}

/// What the commands `home` and `app_info` answer. A list of setups that is longer, or with damage that has to be put
/// right and reported, is left to the page: what it is not given, it asks for.
async fn answers(app: &App, longest: usize) -> Map<String, Value> {
    let home = app.undamaged_home().and_then(|home| serde_json::to_value(home).ok());
    let home = home.filter(|home| home.to_string().len() <= longest);
    let info = commands::dispatch(app, "app_info", &json!({}), Arc::new(drop)).await.ok();
    let answers = [("home", home), ("app_info", info)];
    let known = answers.into_iter().filter_map(|(name, answer)| Some((name.to_owned(), answer?)));
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, answers};
    use crate::app::App;
    use crate::commands;
    use serde_json::{Value, json};
    use std::path::Path;
    use std::sync::Arc;

    async fn call(app: &App, command: &str, arguments: Value) -> Value {
        let answer = commands::dispatch(app, command, &arguments, Arc::new(drop)).await;
        answer.expect("it is answered")
    }

    /// The program with a setup.
    async fn with_a_setup(data: &Path) -> App {
        let app = App::for_tests(data);
        let begun = json!({ "guide": "teams", "rehearsal": true, "situation": null, "from": null });
        call(&app, "create_setup", begun).await;
        app
    }

    #[tokio::test]
    async fn the_first_page_is_answered_what_it_would_ask_for() {
        let data = tempfile::tempdir().expect("a folder");
        let app = with_a_setup(data.path()).await;
        let answers = answers(&app, LONGEST).await;
        assert_eq!(answers["home"]["setups"].as_array().map(Vec::len), Some(1));
        assert_eq!(answers["home"], call(&app, "home", json!({})).await);
        assert_eq!(answers["app_info"], call(&app, "app_info", json!({})).await);
    }

    #[tokio::test]
    async fn damage_is_left_to_the_page_which_reports_it() {
        let data = tempfile::tempdir().expect("a folder");
        let app = with_a_setup(data.path()).await;
        let id = call(&app, "home", json!({})).await["setups"][0]["id"].clone();
        let id = id.as_str().expect("an id");
        call(&app, "rename_setup", json!({ "id": id, "name": "Contoso" })).await;
        call(&app, "close_setup", json!({ "id": id })).await;
        std::fs::write(data.path().join(format!("rehearsals/{id}.json")), "{").expect("a file");
        assert_eq!(answers(&app, LONGEST).await.keys().collect::<Vec<_>>(), ["app_info"]);
        let home = call(&app, "home", json!({})).await;
        assert_eq!(home["unreadable"].as_array().map(Vec::len), Some(1), "{home}");
    }

    #[tokio::test]
    async fn a_long_list_is_left_to_the_page() {
        let data = tempfile::tempdir().expect("a folder");
        let app = with_a_setup(data.path()).await;
        let shorter = call(&app, "home", json!({})).await.to_string().len() - 1;
        let answers = answers(&app, shorter).await;
        assert_eq!(answers.keys().collect::<Vec<_>>(), ["app_info"]);
    }
}
