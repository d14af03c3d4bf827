use super::*;
use super::batch::batch;
use std::fmt::Write;

#[test]
fn probe() {
    let n: usize = std::env::var("N").unwrap().parse().unwrap();
    let kind = std::env::var("KIND").unwrap();
    let text = match kind.as_str() {
        "paren" => format!("{}status{} > 1", "(".repeat(n), ")".repeat(n)),
        "not" => format!("{}status > 1", "NOT ".repeat(n)),
        "plus" => format!("status{} > 1", " + 1".repeat(n)),
        "call" => format!("{}path{} = 'a'", "lower(".repeat(n), ")".repeat(n)),
        "case" => format!("{}status > 1{}", "CASE WHEN ".repeat(n), " THEN true END".repeat(n)),
        "and" => format!("status > 1{}", " AND status > 1".repeat(n)),
        "mixed" => format!("{}status > 1{}", "status > 1 AND (status > 2 OR (".repeat(n), "))".repeat(n)),
        "cast" => format!("status{} > 1", "::bigint".repeat(n)),
        _ => unreachable!(),
    };
    let done = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let r = Expression::parse(&text, &context());
        match &r {
            Err(error) => println!("{n} {}", error.to_string().chars().take(200).collect::<String>()),
            Ok(e) => { let e = e.clone(); computed(&e, &batch()); println!("{n} ok"); }
        }
        let _ = format!("{:?}", r.is_ok());
    }).unwrap();
    done.join().unwrap();
    let _ = String::new().write_str("");
}
