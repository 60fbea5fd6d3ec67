//! A program that is run and read, line by line, within limits, until it ends or is ended.

use super::computer::RunLimits;
use super::tree::{self, ProcessTree};
use crosstrust_core::runner::RunExit;
use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is asked whether the run was canceled.
const LOOK: Duration = Duration::from_millis(50);

/// How long output is waited for after the program has ended: something that it started may hold its output
/// open.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// So many lines wait to be taken; the program waits then.
const WAITING: usize = 256;

/// What the runner reads of a program.
enum Piece {
    Line(Vec<u8>),
    TooMuch,
}

/// Runs a program to its end. `order` is called once the program and everything that it starts is under
/// control; `cancelled` ends it.
pub(super) fn run(
    command: &mut Command,
    limits: RunLimits,
    longest: Duration,
    cancelled: &AtomicBool,
    order: impl FnOnce() -> io::Result<()>,
    mut on_line: impl FnMut(&[u8]),
) -> RunExit {
    tree::prepare(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let not_started = |error: &io::Error| RunExit::NotStarted(error.to_string());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return not_started(&error),
    };
    let mut tree = match ProcessTree::of(&child) {
        Ok(tree) => tree,
        Err(error) => {
            let _ = child.kill();
            let _ = child.wait();
            return not_started(&error);
        }
    };
    let lines = read(&mut child, limits);
    let exit = match order() {
        Ok(()) => follow(&mut child, &lines, longest, cancelled, &mut on_line),
        Err(error) => not_started(&error),
    };
    // Whatever it has left behind ends with it.
    tree.end();
    let status = child.wait();
    drop(lines);
    match exit {
        RunExit::Ended(None) => RunExit::Ended(status.ok().and_then(|status| status.code())),
        other => other,
    }
}

/// Hands each line over until there is no more, the time is up or the run is canceled.
fn follow(
    child: &mut Child,
    lines: &Receiver<Piece>,
    longest: Duration,
    cancelled: &AtomicBool,
    on_line: &mut impl FnMut(&[u8]),
) -> RunExit {
    let begun = Instant::now();
    let mut ended: Option<Instant> = None;
    loop {
        match lines.recv_timeout(LOOK) {
            Ok(Piece::Line(line)) => on_line(&line),
            Ok(Piece::TooMuch) => return RunExit::TooMuchOutput,
            Err(RecvTimeoutError::Disconnected) if ended.is_some() => return RunExit::Ended(None),
            // It closed its output and continues.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(LOOK),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if cancelled.load(Ordering::Relaxed) {
            return RunExit::Cancelled;
        }
        if begun.elapsed() > longest {
            return RunExit::TimedOut(longest.as_secs().div_ceil(60));
        }
        if ended.is_none() && !matches!(child.try_wait(), Ok(None)) {
            ended = Some(Instant::now());
        }
        if ended.is_some_and(|ended| ended.elapsed() > AFTERWARDS) {
            return RunExit::Ended(None);
        }
    }
}

/// Reads both outputs of a program into one list of lines.
fn read(child: &mut Child, limits: RunLimits) -> Receiver<Piece> {
    let (send, lines) = sync_channel(WAITING);
    let left = Arc::new(AtomicUsize::new(limits.output));
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|output| Box::new(output) as _),
        child.stderr.take().map(|output| Box::new(output) as _),
    ];
    for output in outputs.into_iter().flatten() {
        let (send, left) = (send.clone(), Arc::clone(&left));
        thread::spawn(move || read_lines(output, limits.line, &left, &send));
    }
    lines
}

fn read_lines(output: impl Read, most: usize, left: &AtomicUsize, send: &SyncSender<Piece>) {
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        let (taken, complete) = match reader.fill_buf() {
            Ok([]) | Err(_) => {
                if !line.is_empty() {
                    let _ = send.send(Piece::Line(line));
                }
                return;
            }
            Ok(buffer) => {
                let end = buffer.iter().position(|byte| *byte == b'\n');
                let part = &buffer[..end.unwrap_or(buffer.len())];
                line.extend_from_slice(&part[..part.len().min(most - line.len())]);
                (end.map_or(buffer.len(), |end| end + 1), end.is_some())
            }
        };
        reader.consume(taken);
        if left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(taken))
            .is_err()
        {
            let _ = send.send(Piece::TooMuch);
            return;
        }
        if complete && send.send(Piece::Line(std::mem::take(&mut line))).is_err() {
            return;
        }
    }
}
