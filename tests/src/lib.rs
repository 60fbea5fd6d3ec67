//! What the whole-program tests share: answers, PowerShell's grammar, rules for scripts, the built
//! program, a browser, a virtual screen, a driver for the window, Microsoft's description of Graph.

pub mod answer_sets;
pub mod bench;
pub mod browser;
pub mod encodings;
pub mod golden;
pub mod graph;
pub mod numbers;
pub mod powershell;
pub mod program;
pub mod publication;
pub mod repository;
pub mod scenarios;
pub mod syntax;
pub mod torture;
pub mod window;
