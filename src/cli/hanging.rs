//! Lists of the narrowest usual terminal: a short text, and a long one in lines beside it.

/// Width of the lines.
pub const WIDTH: usize = 80;

/// The words of a text after `start`, in lines that begin at its end.
pub fn hanging(start: &str, text: &str) -> String {
    let indent = start.chars().count();
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let is_full = indent + line.chars().count() + 1 + word.chars().count() > WIDTH;
        match line.is_empty() {
            true => line.push_str(word),
            false if is_full => lines.push(word.to_owned()),
            false => line.extend([" ", word]),
        }
    }
    format!("{start}{}\n", lines.join(&format!("\n{:indent$}", "")))
}
