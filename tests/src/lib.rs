//! What the whole-program tests share: the built program, a virtual screen, a driver for the window.

pub mod program;
pub mod window;
