//! The window: one, with the pages that are built in, which may call Crosstrust's commands and go
//! nowhere else.

use crate::app::{App, read_guides_ahead};
use crate::cli::{Exit, WindowOptions};
use crate::clipboard::Clipboard;
use crate::closing::ClosingQuestion;
use crate::desktop::{Chosen, Desktop, Question};
use crate::environment::Environment;
use crate::window_place::{PlaceKeeper, SMALLEST, Screen, WindowPlace, has_come_to_rest};
use crate::{commands, dialog, first_page, log, reminders, system, webview};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use crosstrust_core::text::is_hidden;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, mpsc};
use tauri::ipc::{Channel, Invoke, InvokeBody, InvokeError, JavaScriptChannelId};
use tauri::window::Monitor;
use tauri::{
    AppHandle, LogicalSize, Manager, PhysicalPosition, RunEvent, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
};

/// The title of the window before a page has one.
const NAME: &str = "Crosstrust";

/// No taskbar shows more characters of a title.
const LONGEST_TITLE: usize = 200;

/// Opens the window and stays until it is closed.
pub(crate) fn open(options: WindowOptions) -> Exit {
    if webview::is_missing() {
        webview::say_missing();
        return Exit::Failed;
    }
    read_guides_ahead();
    let built = tauri::Builder::default()
        .invoke_handler(answer)
        .manage(Clipboard::default())
        .setup(move |tauri| {
            // Tauri ends with a panic that nobody sees where there is no terminal.
            if let Err(problem) = set_up(options, tauri) {
                tauri.handle().exit(u8::from(say_failed(&problem)).into());
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(window) => {
            window.run(|tauri, event| {
                if let RunEvent::Exit = event {
                    tauri.state::<Clipboard>().release();
                }
            });
            Exit::Done
        }
        Err(error) => say_failed(&not_opened(&error)),
    }
}

/// Says why there is no window, and gives how the program ends.
fn say_failed(problem: &Problem) -> Exit {
    tracing::error!(%problem, "the window could not be opened");
    let exit = crate::cli::report(problem);
    webview::say_failed(problem);
    exit
}

/// Opens the data folder and the window.
fn set_up(options: WindowOptions, tauri: &mut tauri::App) -> Result<(), Problem> {
    let app = start(options, tauri.handle())?;
    let saved = WindowPlace::read(app.data());
    let zoom = app.settings().zoom.into();
    let keeper = PlaceKeeper::new(app.data(), saved);
    tauri.manage(app);
    let window = opened(tauri, saved, zoom).map_err(|error| not_opened(&error))?;
    keep_place(&window, keeper);
    reminders::watch(window);
    Ok(())
}

fn opened(
    tauri: &tauri::App,
    saved: Option<WindowPlace>,
    zoom: u16,
) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(tauri, "main", WebviewUrl::App("index.html".into()))
        .title(NAME)
        .visible(false)
        .inner_size(1280.0, 860.0)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .prevent_overflow()
        .initialization_script(locale_of_pages())
        .initialization_script(first_page::script(tauri.handle()))
        .on_navigation(is_own_page)
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&native_title(&title)) {
                tracing::debug!(%error, "the window keeps its title");
            }
        })
        // Dropped files are the page's to take, on every system.
        .disable_drag_drop_handler()
        .build()?;
    if let Some(place) = saved.and_then(|place| place.fitted(&screens(&window))) {
        put(&window, place)?;
    }
    zoom_to(&window, zoom)?;
    // Shown at once: a window that waits for its first frame never appears where nothing is drawn, as on a virtual
    // screen.
    window.show()?;
    Ok(window)
}

fn not_opened(error: &tauri::Error) -> Problem {
    Problem::new(ErrorCode::Internal, say!("program-window-failed")).with_detail(error.to_string())
}

/// The title of the window for the system: that of the page, which names the setup. Hidden characters of the name are
/// left out: with them it could look like another title.
fn native_title(title: &str) -> String {
    let shown: String = title.chars().filter(|character| !is_hidden(*character)).collect();
    match shown.trim() {
        "" => NAME.to_owned(),
        shown => shown.chars().take(LONGEST_TITLE).collect(),
    }
}

/// The parts of all screens that windows can use.
fn screens(window: &WebviewWindow) -> Vec<Screen> {
    let screen = |monitor: Monitor| {
        let area = monitor.work_area();
        Screen {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
            scale: monitor.scale_factor(),
        }
    };
    window.available_monitors().unwrap_or_default().into_iter().map(screen).collect()
}

/// Puts the window in its place. The position comes first: it decides which screen's pixels the size is in.
fn put(window: &WebviewWindow, place: WindowPlace) -> tauri::Result<()> {
    window.set_position(PhysicalPosition::new(place.x, place.y))?;
    window.set_size(LogicalSize::new(place.width, place.height))?;
    if place.maximized { window.maximize() } else { Ok(()) }
}

/// Keeps where the window is, each time it has moved and when it is closed, and asks before it closes where something
/// would be lost. A thread asks the window for its place: an event that begins to maximize the window comes before the
/// window says so.
fn keep_place(window: &WebviewWindow, keeper: PlaceKeeper) {
    let keeper = Arc::new(keeper);
    let (signal, moves) = mpsc::channel();
    let (open, kept) = (window.clone(), Arc::clone(&keeper));
    std::thread::spawn(move || {
        while has_come_to_rest(&moves) {
            keep(&open, &kept);
        }
    });
    let closing = window.clone();
    let question = ClosingQuestion::default();
    window.on_window_event(move |event| match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
            // The thread that takes it ends with the program.
            let _ = signal.send(());
        }
        WindowEvent::CloseRequested { api, .. } => {
            keep(&closing, &keeper);
            if question.is_asked(&closing) {
                api.prevent_close();
            }
        }
        _ => {}
    });
}

/// Keeps where the window is. A minimized window and one without a frame have no place of their own.
fn keep(window: &WebviewWindow, keeper: &PlaceKeeper) {
    let place = || -> tauri::Result<Option<WindowPlace>> {
        if window.is_minimized()? || window.is_fullscreen()? {
            return Ok(None);
        }
        let at = window.outer_position()?;
        let size: LogicalSize<f64> = window.inner_size()?.to_logical(window.scale_factor()?);
        let maximized = window.is_maximized()?;
        Ok(Some(WindowPlace {
            x: at.x,
            y: at.y,
            width: size.width,
            height: size.height,
            maximized,
        }))
    };
    match place() {
        Ok(Some(place)) => keeper.keep(place),
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, "the place of the window is not known"),
    }
}

fn zoom_to(window: &WebviewWindow, percent: u16) -> tauri::Result<()> {
    window.set_zoom(f64::from(percent) / 100.0)
}

/// What `ui/src/lib/locale.ts` reads: a page formats with the locale of the program, so that both write a
/// day in one form.
fn locale_of_pages() -> String {
    format!("globalThis.crosstrustLocale = {:?};", system::formats().locale())
}

/// Opens the data folder and begins the log.
fn start(options: WindowOptions, tauri: &AppHandle) -> Result<App, Problem> {
    let data = match &options.data_dir {
        Some(folder) => folder.clone(),
        None => tauri.path().app_local_data_dir().map_err(|error| {
            Problem::new(ErrorCode::StorageFailed, say!("program-no-data-folder"))
                .with_detail(error.to_string())
        })?,
    };
    log::write_to(&data);
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = system::name(),
        webview = system::webview(),
        rehearsal = options.rehearsal,
        "started"
    );
    App::at(data, options, Environment::real(System(tauri.clone())))
}

/// Answers a call of the page. Tauri has checked before that the window may make it.
fn answer(call: Invoke) -> bool {
    let Invoke { message, resolver, .. } = call;
    resolver.respond_async(async move {
        let nothing = Value::Null;
        let arguments = match message.payload() {
            InvokeBody::Json(arguments) => arguments,
            InvokeBody::Raw(_) => &nothing,
        };
        let channel = arguments["onMessage"].as_str().and_then(|id| id.parse().ok());
        let channel: Option<Channel<Value>> =
            channel.map(|id: JavaScriptChannelId| id.channel_on(message.webview()));
        // A window that is gone gets no message; the work continues to its end all the same.
        let on_message = Arc::new(move |value: Value| {
            if let Some(Err(error)) = channel.as_ref().map(|channel| channel.send(value)) {
                tracing::debug!(%error, "the window no longer listens");
            }
        });
        let app = message.webview_ref().state::<App>();
        let answer = commands::dispatch(&app, message.command(), arguments, on_message).await;
        answer.map_err(InvokeError::from)
    });
    true
}

/// The system around the window.
struct System(AppHandle);

impl Desktop for System {
    fn copy(&self, text: &str) -> Result<(), Problem> {
        self.0.state::<Clipboard>().copy(text).map_err(|error| {
            Problem::new(ErrorCode::Internal, say!("program-clipboard"))
                .with_detail(error.to_string())
        })
    }

    fn open_page(&self, page: &Url) -> Result<(), Problem> {
        opener::open_browser(page.as_str()).map_err(|error| {
            Problem::new(ErrorCode::Internal, say!("program-browser", page = page))
                .with_detail(error.to_string())
        })
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Problem> {
        opener::open(folder).map_err(|error| {
            Problem::new(ErrorCode::Internal, say!("program-folder", folder = folder.display()))
                .with_detail(error.to_string())
        })
    }

    fn zoom(&self, percent: u16) -> Result<(), Problem> {
        let Some(window) = self.0.get_webview_window("main") else { return Ok(()) };
        zoom_to(&window, percent).map_err(|error| {
            Problem::new(ErrorCode::Internal, say!("program-zoom")).with_detail(error.to_string())
        })
    }

    fn save<'a>(&'a self, question: &'a Question, name: &'a str) -> Chosen<'a> {
        Box::pin(dialog::save(&self.0, question, name))
    }

    fn open<'a>(&'a self, question: &'a Question) -> Chosen<'a> {
        Box::pin(dialog::open(&self.0, question))
    }

    fn folder<'a>(&'a self, title: &'a str) -> Chosen<'a> {
        Box::pin(dialog::folder(&self.0, title))
    }
}

/// Whether an address is one of the pages that are built in.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TITLE, is_own_page, native_title};

    #[test]
    fn the_window_goes_to_its_own_pages_and_nowhere_else() {
        let own =
            ["tauri://localhost/index.html", "http://tauri.localhost/", "https://tauri.localhost/"];
        let foreign = [
            "https://example.com/",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "data:text/html,x",
            "tauri://anything/",
            "tauri://localhost.example.com/",
            "http://tauri.localhost.example.com/",
            "http://tauri.localhost:8080/",
            "ftp://tauri.localhost/",
        ];
        let allowed = |address: &&str| is_own_page(&address.parse().expect("an address"));
        assert!(own.iter().all(allowed), "built-in pages open");
        assert!(!foreign.iter().any(allowed), "nothing else opens");
    }

    #[test]
    fn a_title_has_no_hidden_characters() {
        let titles = [
            ("Contoso - Verify - Crosstrust", "Contoso - Verify - Crosstrust"),
            ("one\ntwo\u{0}\u{1b}[31m\u{202e}three\u{200b}", "onetwo[31mthree"),
            ("\u{7}\t ", "Crosstrust"),
            ("", "Crosstrust"),
        ];
        for (title, shown) in titles {
            assert_eq!(native_title(title), shown);
        }
        assert_eq!(native_title(&"ä".repeat(9_999)).chars().count(), LONGEST_TITLE);
    }
}
