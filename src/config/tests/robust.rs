use super::{REDUCER, SOURCE, errors_of, load_shipped, load_text, registry};
use crate::config::{ConfigErrors, ConfigInput, DEFAULT_JOB, Place, Request, load};

/// A deterministic random generator (xorshift, Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or(0)
    }
}

fn assert_places(errors: &ConfigErrors, lines: usize) {
    assert!(errors.iter().count() > 0);
    for error in errors.iter() {
        match &error.place {
            Place::File { line, column, name } => {
                assert!((1..=lines + 1).contains(line) && *column >= 1 && name == "config.toml", "{error}");
            }
            other => panic!("{other:?} of a file: {error}"),
        }
    }
}

#[test]
fn no_change_of_one_byte_panics_and_every_error_has_a_place() {
    assert!(load_shipped(DEFAULT_JOB).is_ok());
    let original = DEFAULT_JOB.as_bytes();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let interesting = *b"\"'[]{}=#.,\n\r\t\\\0-0a_ \xff\xc3";
    let mut refused = 0;
    for round in 0..800 {
        let mut text = original.to_vec();
        let at = numbers.below(text.len());
        match round % 4 {
            0 => text[at] = interesting[numbers.below(interesting.len())],
            1 => text[at] = u8::try_from(numbers.below(256)).unwrap_or(0),
            2 => drop(text.remove(at)),
            _ => text.insert(at, interesting[numbers.below(interesting.len())]),
        }
        let lines = text.iter().filter(|byte| **byte == b'\n').count() + 1;
        if let Err(errors) = load_shipped(text) {
            assert_places(&errors, lines);
            refused += 1;
        }
    }
    assert!(refused > 100, "only {refused} changes were refused");
}

#[test]
fn a_beginning_of_a_file_is_refused_or_accepted_without_a_panic() {
    for end in (0..DEFAULT_JOB.len()).step_by(17) {
        if let Err(errors) = load_shipped(&DEFAULT_JOB.as_bytes()[..end]) {
            assert_places(&errors, DEFAULT_JOB.lines().count());
        }
    }
}

#[test]
fn a_megabyte_of_errors_is_reported_as_a_thousand() {
    let repeated = |line: &str| line.repeat((1 << 20) / line.len());
    let tables =
        format!("{SOURCE}{REDUCER}{}", repeated("[[filters]]\ntype = \"sieve\"\nmin_segments = \"x\"\ntop = 1\n"));
    let errors = load_text(tables).err().unwrap();
    assert_eq!(errors.iter().count(), 1000, "the first thousand are kept");
    assert!(errors.omitted() > 10_000, "{}", errors.omitted());
    let list = format!("{SOURCE}{REDUCER}[report]\noutput = [{}]\n", repeated("1,"));
    assert_eq!(errors_of(list), "config.toml:7:10: report.output: must be text in quotes");
    let garbage = errors_of(repeated("]\"[ "));
    assert!(garbage.starts_with("config.toml:1:"), "{garbage}");
}

#[test]
fn a_file_that_is_too_large_missing_or_not_text_is_refused_as_a_whole() {
    let error = errors_of(vec![b'#'; 10 << 20]);
    assert_eq!(error, "config.toml:1:1: cannot read the file: it is larger than 4 MiB, too large for a configuration");
    let error = errors_of(b"# fine\n# \xff".to_vec());
    assert_eq!(error, "config.toml:2:3: cannot read the file: it is not UTF-8 text here");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent.toml");
    let error = load(&Request::new(ConfigInput::File(path.clone())), &registry()).err().unwrap().to_string();
    assert!(error.starts_with(&format!("{}:1:1: cannot read the file: ", path.display())), "{error}");
}

#[test]
fn deep_nesting_is_refused_without_a_stack_overflow() {
    for text in [
        format!("[{}a]\n", "a.".repeat(100_000)),
        format!("{}a = 1\n", "a.".repeat(100_000)),
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
    ] {
        assert!(errors_of(text).starts_with("config.toml:1:"));
    }
}
