//! The window's page, in a person's terms: what stands there, what is pressed, what is typed.

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// How long the page may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A size that lasts so long is the window's.
const SETTLED: Duration = Duration::from_millis(400);

/// How many elements one may have to pass to come to another.
const LONGEST_WAY: usize = 120;

/// Notes whether the next click arrives at an element. A page that is loaded anew forgets the note.
const WATCH_CLICKS: &str = "const [target] = arguments; \
    window.clickArrived = false; \
    document.addEventListener('click', (event) => { \
        window.clickArrived ||= event.composedPath().includes(target); \
    }, { capture: true, once: true })";

/// An open window.
pub struct Page {
    client: Client,
    input: InputDevice,
}

/// What the operator uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum InputDevice {
    Mouse,
    KeyboardAlone,
}

impl Page {
    pub(super) fn new(client: Client) -> Self {
        Self { client, input: InputDevice::Mouse }
    }

    /// The same window for an operator who has no mouse.
    #[must_use]
    pub fn by_keyboard(self) -> Self {
        Self { input: InputDevice::KeyboardAlone, ..self }
    }

    /// Goes with Tab to the element of that test id.
    async fn tab_to(&self, id: &str) -> Element {
        let here = "return document.activeElement?.dataset.testid ?? ''";
        for _ in 0..LONGEST_WAY {
            let element = self.client.active_element().await.expect("something has the focus");
            if self.run(here).await == id {
                return element;
            }
            element.send_keys(&char::from(Key::Tab).to_string()).await.expect("Tab is taken");
        }
        panic!("{id} cannot be reached with Tab; the page shows:\n{}", self.text().await)
    }

    /// Waits until an element of that test id is there and can be seen, and gives it.
    ///
    /// # Panics
    /// It does not appear in time; the message holds what the page shows instead.
    pub async fn find(&self, id: &str) -> Element {
        self.wait(&format!("[data-testid='{id}']")).await
    }

    /// The same for any CSS selector.
    ///
    /// # Panics
    /// It does not appear in time.
    pub async fn wait(&self, selector: &str) -> Element {
        self.at(selector, async |element| Ok(element.clone())).await
    }

    /// Waits for an element, scrolls to it and does something with it; again, while the page draws it
    /// anew in between.
    async fn at<T>(&self, selector: &str, act: impl AsyncFn(&Element) -> Result<T, CmdError>) -> T {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let acted = async {
                let element = self
                    .client
                    .wait()
                    .at_most(PATIENCE)
                    .for_element(Locator::Css(selector))
                    .await?;
                self.scroll_to(&element).await?;
                act(&element).await
            };
            match acted.await {
                Ok(value) => return value,
                Err(error) if is_passing(&error) && in_time(deadline) => {}
                Err(error) => {
                    let text = self.text().await;
                    panic!("{selector} failed ({error:?}); the page shows:\n{text}")
                }
            }
        }
    }

    /// Scrolls to an element: the driver does not look inside parts that scroll by themselves.
    async fn scroll_to(&self, element: &Element) -> Result<(), CmdError> {
        let target = serde_json::to_value(element).expect("an element has a reference");
        let scroll = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(scroll, vec![target]).await.map(drop)
    }

    /// Whether an element of that test id is there now.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn has(&self, id: &str) -> bool {
        let selector = format!("[data-testid='{id}']");
        !self.client.find_all(Locator::Css(&selector)).await.expect("the window answers").is_empty()
    }

    /// Presses the element of that test id.
    ///
    /// # Panics
    /// It does not appear, or cannot be pressed.
    pub async fn press(&self, id: &str) {
        // The page takes one thing at a time: a button waits until it may be pressed.
        let selector = format!("[data-testid='{id}']:not([disabled], [aria-disabled='true'])");
        match self.input {
            InputDevice::Mouse => self.click(&selector).await,
            InputDevice::KeyboardAlone => {
                self.wait(&selector).await;
                let enter = char::from(Key::Enter).to_string();
                self.tab_to(id).await.send_keys(&enter).await.expect("Enter is taken");
            }
        }
    }

    /// Clicks what the selector finds, and again while a click misses it because the page was still
    /// moving.
    async fn click(&self, selector: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !self.at(selector, async |element| self.click_arrives(element).await).await {
            let text = self.text().await;
            assert!(in_time(deadline), "{selector} receives no click; the page shows:\n{text}");
        }
    }

    /// Clicks where an element is and returns whether the click arrived at it.
    async fn click_arrives(&self, element: &Element) -> Result<bool, CmdError> {
        let target = serde_json::to_value(element).expect("an element has a reference");
        self.client.execute(WATCH_CLICKS, vec![target]).await?;
        element.click().await?;
        let arrived =
            self.client.execute("return window.clickArrived !== false", Vec::new()).await?;
        Ok(arrived == Value::Bool(true))
    }

    /// Types into the field of that test id, in place of what stands there.
    ///
    /// # Panics
    /// It does not appear, or takes no text.
    pub async fn fill(&self, id: &str, text: &str) {
        let field = match self.input {
            InputDevice::Mouse => self.find(id).await,
            InputDevice::KeyboardAlone => {
                self.find(id).await;
                self.tab_to(id).await
            }
        };
        let filled = async {
            field.clear().await?;
            field.send_keys(text).await
        };
        if let Err(error) = filled.await {
            panic!("{id} takes no text ({error}); the page shows:\n{}", self.text().await);
        }
    }

    /// Pastes from the clipboard into the empty field of that test id, and gives what stands in it.
    ///
    /// # Panics
    /// It does not appear, or nothing is pasted.
    pub async fn paste(&self, id: &str) -> String {
        let field = self.find(id).await;
        field.clear().await.expect("it can be emptied");
        let keys = format!("{}v{}", char::from(Key::Control), char::from(Key::Null));
        field.send_keys(&keys).await.expect("the keys are taken");
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let value = field.prop("value").await.expect("the field has a value");
            match value.filter(|value| !value.is_empty()) {
                Some(value) => return value,
                None => assert!(in_time(deadline), "nothing is pasted into {id}"),
            }
            tokio::task::yield_now().await;
        }
    }

    /// Presses a key of the keyboard while these others are held.
    ///
    /// # Panics
    /// The page takes no key.
    pub async fn keys(&self, held: &[Key], key: char) {
        let mut keys: String = held.iter().map(|key| char::from(*key)).collect();
        keys.push(key);
        keys.push(char::from(Key::Null));
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(&keys).await.expect("the keys are taken");
    }

    /// Chooses the entry of that value in the list of that test id.
    ///
    /// # Panics
    /// It does not appear, or has no such entry.
    pub async fn choose(&self, id: &str, value: &str) {
        let list = self.find(id).await;
        if list.prop("value").await.expect("the list has a value").as_deref() == Some(value) {
            return;
        }
        list.select_by_value(value).await.expect("the list has the entry");
    }

    /// Presses everything that the selector finds, one after the other.
    ///
    /// # Panics
    /// Something cannot be pressed.
    pub async fn press_all(&self, selector: &str) {
        self.wait(selector).await;
        let elements =
            self.client.find_all(Locator::Css(selector)).await.expect("the window answers");
        for element in elements {
            self.scroll_to(&element).await.expect("the page scrolls");
            let arrived = self.click_arrives(&element).await.expect("it can be pressed");
            assert!(arrived, "something else receives the click on {selector}");
        }
    }

    /// An attribute of the element of that test id.
    ///
    /// # Panics
    /// It does not appear, or has no such attribute.
    pub async fn attribute(&self, id: &str, name: &str) -> String {
        let selector = format!("[data-testid='{id}']");
        let value = self.at(&selector, async |element| element.attr(name).await).await;
        value.unwrap_or_else(|| panic!("{id} has no {name}"))
    }

    /// The text of the element of that test id.
    ///
    /// # Panics
    /// It does not appear.
    pub async fn read(&self, id: &str) -> String {
        let selector = format!("[data-testid='{id}']");
        self.at(&selector, async |element| element.text().await).await
    }

    /// Waits until the element of that test id shows a text that holds `part`.
    ///
    /// # Panics
    /// It does not in time.
    pub async fn shows(&self, id: &str, part: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let text = self.read(id).await;
            if text.contains(part) {
                return;
            }
            assert!(
                in_time(deadline),
                "{id} does not show {part:?} but {text:?}; the page shows:\n{}",
                self.text().await
            );
            tokio::task::yield_now().await;
        }
    }

    /// All text of the page.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn text(&self) -> String {
        let body = self.client.find(Locator::Css("body")).await.expect("the window has a page");
        body.text().await.expect("the page has text")
    }

    /// Makes the window as large as this, in pixels, and waits until the page is.
    ///
    /// # Panics
    /// The window does not become that large.
    pub async fn resize(&self, width: u32, height: u32) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let ask = || async {
            let asked = self.client.set_window_size(width, height).await;
            asked.expect("the window changes its size");
        };
        ask().await;
        // A window that has just opened may take its first size once more.
        let mut since: Option<tokio::time::Instant> = None;
        loop {
            let size = self.run("return [innerWidth, innerHeight]").await;
            if size == serde_json::json!([width, height]) {
                if since.get_or_insert_with(tokio::time::Instant::now).elapsed() > SETTLED {
                    return;
                }
            } else if since.take().is_some() {
                ask().await;
            }
            assert!(in_time(deadline), "the page is {size}, not {width} x {height}");
            tokio::task::yield_now().await;
        }
    }

    /// Whether the element of that test id is in the part of the window that can be seen.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn is_in_view(&self, id: &str) -> bool {
        self.find(id).await;
        let script = format!(
            "const box = document.querySelector(\"[data-testid='{id}']\").getBoundingClientRect(); \
             return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth"
        );
        self.run(&script).await == Value::Bool(true)
    }

    /// The test id of the element that has the focus.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn focused(&self) -> String {
        let focused = self.run("return document.activeElement?.dataset.testid ?? ''").await;
        focused.as_str().unwrap_or_default().to_owned()
    }

    /// Runs JavaScript in the page and gives what it returns.
    ///
    /// # Panics
    /// The script fails.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// Calls a command of the program as the page does, and gives what it answers: the result, or the
    /// problem.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        self.try_call(command, arguments).await.expect("the window answers")
    }

    /// The same of a window that may be gone by then: none.
    pub async fn try_call(&self, command: &str, arguments: Value) -> Option<Result<Value, Value>> {
        self.timed_call(command, arguments).await.map(|(_, answer)| answer)
    }

    /// The same with the milliseconds that the page waited for the answer.
    pub async fn timed_call(
        &self,
        command: &str,
        arguments: Value,
    ) -> Option<(f64, Result<Value, Value>)> {
        let script = "const [command, given, done] = arguments; \
            const began = performance.now(); \
            const took = () => performance.now() - began; \
            window.__TAURI_INTERNALS__.invoke(command, given) \
                .then((result) => done({ took: took(), result }), \
                    (problem) => done({ took: took(), problem }))";
        let answer = self.client.execute_async(script, vec![command.into(), arguments]).await;
        let mut answer = answer.ok()?;
        let took = answer["took"].as_f64().unwrap_or_default();
        match answer.get_mut("problem") {
            Some(problem) => Some((took, Err(problem.take()))),
            None => Some((took, Ok(answer["result"].take()))),
        }
    }

    /// Waits until the selector finds something, and looks so often that waiting adds nothing.
    ///
    /// # Panics
    /// It finds nothing in time.
    pub async fn appears(&self, selector: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let script = format!("return document.querySelector({selector:?}) !== null");
        while self.run(&script).await != Value::Bool(true) {
            assert!(in_time(deadline), "{selector} does not appear");
        }
    }

    /// Waits until what the page has become is also what is seen.
    ///
    /// # Panics
    /// Nothing is drawn.
    pub async fn drawn(&self) {
        let two_frames = "const done = arguments[0]; \
            requestAnimationFrame(() => requestAnimationFrame(() => done(null)))";
        self.client.execute_async(two_frames, Vec::new()).await.expect("the page is drawn");
    }

    /// Saves a picture of the window as a PNG.
    ///
    /// # Panics
    /// It cannot be taken or written.
    pub async fn picture(&self, file: &Path) {
        let png = self.client.screenshot().await.expect("a picture");
        std::fs::write(file, png).expect("the picture is written");
    }

    /// Ends the session of a window that is gone, as far as the driver still knows of it.
    pub async fn leave(self) {
        let _ = tokio::time::timeout(PATIENCE, self.client.close()).await;
    }

    /// Closes the window, as the operator would at any moment.
    ///
    /// # Panics
    /// The driver does not answer.
    pub async fn close(self) {
        self.client.close().await.expect("the window closes");
    }
}

fn in_time(deadline: tokio::time::Instant) -> bool {
    tokio::time::Instant::now() < deadline
}

/// Whether an error is that of a page in motion.
fn is_passing(error: &CmdError) -> bool {
    let passing = [
        ErrorStatus::StaleElementReference,
        ErrorStatus::ElementNotInteractable,
        ErrorStatus::ElementClickIntercepted,
    ];
    matches!(error, CmdError::Standard(shown) if passing.contains(&shown.error))
}
