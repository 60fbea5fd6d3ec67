//! The windows on a screen as the system has them: what closes them, and keys for those that no page draws.

use super::desktop::wait_for;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// The key that closes a dialog without an answer.
pub const ESCAPE: u32 = 0xff1b;

/// The key that is held to choose a button by its letter.
pub const ALT: u32 = 0xffe9;

/// The windows on a screen.
pub struct WindowsOfScreen {
    connection: RustConnection,
    root: Window,
}

impl WindowsOfScreen {
    /// Those of this screen.
    ///
    /// # Panics
    /// There is no such screen.
    pub fn on(display: &str) -> Self {
        let (connection, screen) = x11rb::connect(Some(display)).expect("the screen is there");
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    /// Asks a window to close, as the button in its frame does.
    ///
    /// # Panics
    /// There is no window with this in its title.
    pub fn close(&self, title: &str) {
        let window = self.wait(title);
        let atom = |name: &str| {
            let atom = self.connection.intern_atom(false, name.as_bytes()).expect("a request");
            atom.reply().expect("a number").atom
        };
        let data = [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let close = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), data);
        self.connection.send_event(false, window, EventMask::NO_EVENT, close).expect("it is asked");
        self.connection.flush().expect("the screen is there");
    }

    /// Presses keys together in a window.
    ///
    /// # Panics
    /// There is no window with this in its title, or the keyboard lacks a key.
    pub fn press(&self, title: &str, keys: &[u32]) {
        let window = self.wait(title);
        let focus =
            self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME);
        focus.expect("a request").check().expect("the window takes keys");
        let codes: Vec<u8> = keys.iter().map(|key| self.code(*key)).collect();
        let down = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
        let up = codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code));
        for (event, code) in down.chain(up) {
            let sent = self.connection.xtest_fake_input(event, code, 0, self.root, 0, 0, 0);
            sent.expect("a request").check().expect("the key is pressed");
        }
    }

    /// Waits until no window has this in its title.
    ///
    /// # Panics
    /// One still has when nobody waits any longer.
    pub fn wait_until_gone(&self, title: &str) {
        wait_for(&format!("no window {title:?}"), || self.find(title).is_none());
    }

    fn wait(&self, title: &str) -> Window {
        wait_for(&format!("a window {title:?}"), || self.find(title).is_some());
        self.find(title).expect("it was just there")
    }

    /// A window that is shown, with this in its title.
    fn find(&self, title: &str) -> Option<Window> {
        let tree = self.connection.query_tree(self.root).expect("a request").reply().ok()?;
        tree.children.into_iter().find(|window| {
            let name = self.connection.get_property(
                false,
                *window,
                AtomEnum::WM_NAME,
                AtomEnum::ANY,
                0,
                256,
            );
            let name = name.expect("a request").reply();
            let shown = self.connection.get_window_attributes(*window).expect("a request").reply();
            name.is_ok_and(|name| String::from_utf8_lossy(&name.value).contains(title))
                && shown.is_ok_and(|shown| shown.map_state != MapState::UNMAPPED)
        })
    }

    /// The code of the key that has this symbol.
    fn code(&self, symbol: u32) -> u8 {
        let (first, last) =
            (self.connection.setup().min_keycode, self.connection.setup().max_keycode);
        let mapping = self.connection.get_keyboard_mapping(first, last - first + 1);
        let mapping = mapping.expect("a request").reply().expect("the keys");
        let width = usize::from(mapping.keysyms_per_keycode);
        let codes = (first..=last).zip(mapping.keysyms.chunks(width));
        let found = codes.into_iter().find(|(_, symbols)| symbols.contains(&symbol));
        found.expect("the keyboard has the key").0
    }
}
