//! The person at the sign-in page: reads the code from what the program prints, and uses it.

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::Person;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};

impl Place {
    /// Runs a command to its end; somebody signs in with the code it shows, which is read from its
    /// JSON with `--json` and from its words without.
    pub(crate) fn run_as(&self, person: Person, desk: &Desk, words: &[&str]) -> Ended {
        self.run_here_as(person, desk, &self.words(words))
    }

    /// The same for a command that finds its way here by itself.
    pub(crate) fn run_here_as(&self, person: Person, desk: &Desk, words: &[&str]) -> Ended {
        let mut child = desk.command(words).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let (mut said, mut shown) = (String::new(), String::new());
        if words.contains(&"--json") {
            stdout.read_line(&mut said).unwrap();
            let event: Value = serde_json::from_str(&said).unwrap();
            if event["event"] == "sign-in" {
                self.sign_in(event["userCode"].as_str().unwrap(), person);
            }
        } else {
            // What is said before the code, or instead of it, is read on the way.
            while stderr.read_line(&mut shown).unwrap() > 0 {
                if let Some((_, rest)) = shown.split_once(" and enter ") {
                    self.sign_in(rest.split('.').next().unwrap(), person);
                    break;
                }
            }
        }
        let rest = std::thread::spawn(move || {
            stderr.read_to_string(&mut shown).unwrap();
            shown
        });
        stdout.read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code().expect("it was not killed");
        Ended { code, stdout: said, stderr: rest.join().unwrap() }
    }

    fn sign_in(&self, code: &str, person: Person) {
        assert!(self.cloud.sign_in(code, person), "{code} is a code of the sign-in page");
    }
}
